package io.tukki.clusterconfig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.client.ClusterAdmin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the nodes. */
@Command(name = "list", description = "Lists the nodes.", sortOptions = false)
final class NodesListCommand implements Callable<Integer> {

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    JsonNode status = new ClusterAdmin(node.client()).status();
    try (Output out = Output.standard()) {
      NodesTable.of(status).print(out);
    }
    return ExitCode.DONE.number();
  }
}
