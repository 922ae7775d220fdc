package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.cli.client.NodeClient;
import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command has that talks to a node. */
final class NodeOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:TUKKI_URL:-http://127.0.0.1:8080}",
      description = "The node's HTTP address (default: TUKKI_URL, or http://127.0.0.1:8080).")
  private String url;

  NodeClient client() {
    try {
      URI uri = URI.create(url.contains("://") ? url : "http://" + url);
      if (uri.getHost() != null && uri.getScheme().startsWith("http")) {
        return new NodeClient(uri);
      }
    } catch (IllegalArgumentException e) {
      // Said below, the same way.
    }
    throw new ParameterException(
        spec.commandLine(), "--url " + url + " is not like http://127.0.0.1:8080");
  }
}
