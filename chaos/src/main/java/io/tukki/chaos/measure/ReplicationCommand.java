package io.tukki.chaos.measure;

import io.tukki.chaos.cluster.Cluster;
import io.tukki.chaos.cluster.DiskLayer;
import io.tukki.chaos.cluster.Loopback;
import io.tukki.chaos.cluster.Node;
import io.tukki.chaos.load.Door;
import io.tukki.chaos.load.Targets;
import io.tukki.chaos.load.Topic;
import io.tukki.clusterconfig.bootstrap.TukkiClient;
import io.tukki.core.partition.Acks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What replication costs, factor 3 against 1 in one run: {@code chaos/replication.sh --help}. */
@Command(
    name = "chaos/replication.sh",
    description = "Measures what replication costs: factor 3 against 1, acks all against 1.",
    mixinStandardHelpOptions = true)
final class ReplicationCommand implements Callable<Integer> {

  private static final Duration FORM_TIMEOUT = Duration.ofMinutes(2);
  private static final int NODES = 3;
  private static final int KB = 1 << 10;

  @Option(names = "--seconds", defaultValue = "8", description = "Of each measurement.")
  private int seconds;

  @Option(names = "--partitions", defaultValue = "6", description = "Of each topic.")
  private int partitions;

  @Option(names = "--in-flight", defaultValue = "5", description = "Batches of a partition.")
  private int inFlight;

  @Option(names = "--flush", defaultValue = "none", description = "none, interval or commit.")
  private String flush;

  @Option(names = "--warm-up", defaultValue = "2", description = "Seconds before each of them.")
  private int warmUpSeconds;

  @Option(
      names = "--batch",
      split = ",",
      defaultValue = "16,128",
      description = "KB of a batch, one or more.")
  private List<Integer> batchesKb = List.of();

  @Option(names = "--factor", split = ",", defaultValue = "1,3", description = "One or more.")
  private List<Integer> factors = List.of();

  @Option(
      names = "--java",
      description = "An option of every node's JVM; %%n in it is the node's number.")
  private List<String> javaOptions = List.of();

  @Option(names = "--set", description = "A setting of every node, as a line of HOCON.")
  private List<String> settings = List.of();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ReplicationCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path work = Files.createTempDirectory("tukki-replication-");
    System.out.println("files are in " + work);
    Cluster cluster =
        new Cluster(
            new Cluster.Spec(
                Path.of(System.getenv("TUKKI_ROOT")), work, NODES, flush, settings, javaOptions),
            new Loopback(),
            DiskLayer.plain());
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
    try (cluster;
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      cluster.form(FORM_TIMEOUT);
      Targets targets = new Targets(cluster.nodes().stream().map(Node::uri).toList());
      Door door = new Door(executor);
      for (int factor : factors) {
        new Topic("factor" + factor, door, targets).create(partitions, factor, FORM_TIMEOUT);
      }
      try (TukkiClient client =
          TukkiClient.connect(cluster.clientSettings(work.resolve("client")))) {
        measure(cluster, new BatchLoad(client, partitions, inFlight));
      }
    }
    return 0;
  }

  private void measure(Cluster cluster, BatchLoad load) {
    List<BatchLoad.Measured> baseline = new ArrayList<>();
    System.out.printf(
        "%-38s %12s %8s %9s %9s %10s %8s%n",
        "1 KB records, " + partitions + " partitions",
        "records/s",
        "MB/s",
        "p50 ms",
        "p99 ms",
        "CPU-s/GB",
        "ratio");
    for (int batchKb : batchesKb) {
      for (int factor : factors) {
        for (Acks acks : List.of(Acks.LEADER, Acks.ALL)) {
          String topic = "factor" + factor;
          load.run(topic, batchKb * KB, acks, Duration.ofSeconds(warmUpSeconds), cluster);
          BatchLoad.Measured measured =
              load.run(topic, batchKb * KB, acks, Duration.ofSeconds(seconds), cluster);
          if (factor == factors.getFirst() && acks == Acks.LEADER) {
            baseline.clear();
            baseline.add(measured);
          }
          System.out.printf(
              "%-38s %,12.0f %8.1f %9.2f %9.2f %10.2f %7.0f%%%n",
              "%d KB batches, factor %d, acks %s"
                  .formatted(batchKb, factor, acks == Acks.ALL ? "all" : "1"),
              measured.recordsPerSecond(),
              measured.megabytesPerSecond(),
              measured.p50Ms(),
              measured.p99Ms(),
              measured.cpuSecondsPerGb(),
              100 * measured.recordsPerSecond() / baseline.getFirst().recordsPerSecond());
        }
      }
    }
    System.out.println(
        "CPU is that of the three nodes alone; ratios are to the first line of that batch size.");
  }
}
