package io.tukki.chaos.measure;

import io.tukki.chaos.cluster.Cluster;
import io.tukki.chaos.cluster.DiskLayer;
import io.tukki.chaos.cluster.Loopback;
import io.tukki.chaos.cluster.Namespaces;
import io.tukki.chaos.cluster.Network;
import io.tukki.chaos.cluster.Node;
import io.tukki.chaos.load.Door;
import io.tukki.chaos.load.HttpProducer;
import io.tukki.chaos.load.Load;
import io.tukki.chaos.load.LoadContext;
import io.tukki.chaos.load.Targets;
import io.tukki.chaos.load.Topic;
import io.tukki.chaos.operate.Operator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long partitions are silent when a node goes: {@code chaos/failover.sh --help}. */
@Command(
    name = "chaos/failover.sh",
    description = "Measures for how long partitions acknowledge nothing when a node goes.",
    mixinStandardHelpOptions = true)
final class FailoverCommand implements Callable<Integer> {

  private static final Duration FORM_TIMEOUT = Duration.ofMinutes(2);

  @Option(names = "--nodes", defaultValue = "3", description = "How many nodes (default: 3).")
  private int nodes;

  @Option(names = "--partitions", defaultValue = "30", description = "Of the topic (default: 30).")
  private int partitions;

  @Option(names = "--repeats", defaultValue = "5", description = "Of each event (default: 5).")
  private int repeats;

  @Option(
      names = "--events",
      defaultValue = "kill,kill-controller,freeze,cut,stop,drain,move,blip,starve",
      description = "Which, by name (default: all).")
  private String events;

  @Option(
      names = "--pause-ms",
      defaultValue = "20",
      description = "Between a partition's requests: nothing shorter is seen (default: 20).")
  private int pauseMs;

  @Option(names = "--set", description = "A setting of every node, as a line of HOCON.")
  private List<String> settings = List.of();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FailoverCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path work = Files.createTempDirectory("tukki-failover-");
    System.out.println("files are in " + work);
    Network network = Namespaces.isPossible() ? Namespaces.create() : new Loopback();
    Cluster cluster =
        new Cluster(
            new Cluster.Spec(Path.of(System.getenv("TUKKI_ROOT")), work, nodes, "none", settings),
            network,
            DiskLayer.plain());
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
    try (cluster;
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      cluster.form(FORM_TIMEOUT);
      Door door = new Door(executor);
      Targets targets = new Targets(cluster.nodes().stream().map(Node::uri).toList());
      new Topic("failover", door, targets).create(partitions, Math.min(3, nodes), FORM_TIMEOUT);
      Gaps gaps = new Gaps(partitions);
      Load load =
          Load.create(
              running -> new LoadContext("failover", targets, door, gaps, running::get),
              partitions);
      load.startProducers(1, new HttpProducer.Shape("all", 1, 100, Duration.ofMillis(pauseMs)));
      boolean good =
          new Failover(cluster, targets, gaps, new Operator(cluster, targets, door))
              .measure(Blow.parse(events), repeats);
      load.stop();
      return good ? 0 : 1;
    }
  }
}
