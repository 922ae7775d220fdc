package io.tukki.chaos.run;

import com.typesafe.config.ConfigFactory;
import io.tukki.chaos.cluster.DiskLayer;
import io.tukki.chaos.cluster.FaultyDisks;
import io.tukki.chaos.cluster.Loopback;
import io.tukki.chaos.cluster.Namespaces;
import io.tukki.chaos.cluster.Network;
import io.tukki.chaos.fault.Kind;
import io.tukki.chaos.history.Event.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import picocli.CommandLine.Option;

/** What can be asked of a run. */
final class ChaosOptions {

  /** A flush that is due has to get its turn, on a machine that does everything else as well. */
  private static final Duration FLUSH_TAKES = Duration.ofSeconds(1);

  /** What happens to the cluster. */
  enum Drill {
    FAULTS,
    GROWTH
  }

  @Option(
      names = "--drill",
      defaultValue = "FAULTS",
      description =
          "faults: random ones, for some time (default). growth: begin with one node, grow to"
              + " three and to five, remove the first two, restart the rest; no faults.")
  Drill drill = Drill.FAULTS;

  @Option(names = "--nodes", defaultValue = "3", description = "How many nodes (default: 3).")
  int nodes;

  @Option(names = "--minutes", defaultValue = "2", description = "For how long (default: 2).")
  double minutes;

  @Option(names = "--seed", description = "Draws the same faults again (default: any).")
  long seed = new Random().nextInt(1_000_000);

  @Option(
      names = "--faults",
      defaultValue =
          "kill,kill-majority,kill-all,freeze,cut,cut-one-way,cut-halves,slow-disk,full-disk,restart",
      description =
          "Which, by name: kill, kill-majority, kill-all, freeze, cut, cut-one-way, cut-halves,"
              + " slow-disk, full-disk, restart, rolling-restart, replace, power; those that are"
              + " not possible here are left out.")
  String faults;

  @Option(names = "--flush", defaultValue = "none", description = "none, interval or commit.")
  String flush;

  @Option(names = "--acks", defaultValue = "all", description = "all or 1.")
  String acks;

  @Option(names = "--partitions", defaultValue = "6", description = "Of the topic (default: 6).")
  int partitions;

  @Option(names = "--producers", defaultValue = "2", description = "For each partition.")
  int producers;

  @Option(names = "--readers", defaultValue = "1", description = "For each partition.")
  int readers;

  @Option(names = "--batch", defaultValue = "20", description = "Records of a request.")
  int batch;

  @Option(
      names = "--streams-rate",
      defaultValue = "200",
      description = "Records each second and partition through the Java API; 0 leaves it out.")
  int streamsRate;

  @Option(names = "--value-bytes", defaultValue = "100", description = "Of a record.")
  int valueBytes;

  @Option(names = "--pause-ms", defaultValue = "5", description = "Between a client's requests.")
  int pauseMs;

  @Option(
      names = "--min-rate",
      defaultValue = "200",
      description = "Records acknowledged each second below which a run proves nothing.")
  double minRate;

  @Option(
      names = "--progress-seconds",
      defaultValue = "60",
      description = "How soon after faults have healed every partition has to move again.")
  int progressSeconds;

  @Option(names = "--loopback", description = "No network namespaces, even if they are possible.")
  boolean loopback;

  @Option(names = "--set", description = "A setting of every node, as a line of HOCON.")
  List<String> settings = List.of();

  @Option(names = "--work", description = "Where to put everything (default: a new directory).")
  Path work = Path.of(System.getProperty("java.io.tmpdir"), "tukki-chaos");

  Network network() {
    return loopback || !Namespaces.isPossible() ? new Loopback() : Namespaces.create();
  }

  /** Plain directories unless a fault needs more: the library in between costs a little. */
  DiskLayer disks(Path work) {
    boolean faulty =
        kinds().stream()
            .anyMatch(
                kind -> kind == Kind.SLOW_DISK || kind == Kind.FULL_DISK || kind == Kind.POWER);
    return faulty
        ? FaultyDisks.create(Path.of(System.getenv("TUKKI_ROOT")), work)
        : DiskLayer.plain();
  }

  List<Kind> kinds() {
    return Kind.parse(faults);
  }

  Promise promise() {
    return acks.equals("all") ? Promise.KEPT : Promise.MAY_BE_CUT;
  }

  /** For how long what was acknowledged may not be on disk yet. */
  Duration flushWindow() {
    return switch (flush) {
      case "commit" -> Duration.ZERO;
      case "interval" ->
          ConfigFactory.parseString(String.join("\n", settings))
              .withFallback(ConfigFactory.defaultReference())
              .getDuration("tukki.persistence.flush.interval")
              .plus(FLUSH_TAKES);
      case "none" -> Duration.ofDays(1);
      default -> throw new IllegalArgumentException("no flush policy: " + flush);
    };
  }

  /** Segments that are finished are flushed in any case, so that power cuts leave something. */
  Map<String, String> topicConfig() {
    return kinds().contains(Kind.POWER) ? Map.of("segment.bytes", "262144") : Map.of();
  }

  /** How many nodes form the cluster. */
  int founders() {
    return drill == Drill.GROWTH ? 1 : nodes;
  }

  /** Whether a client can be a member of what there is: a lone node has no seeds to give. */
  boolean isClustered() {
    return nodes > 1 || drill == Drill.GROWTH;
  }

  Duration length() {
    return Duration.ofMillis((long) (minutes * 60_000));
  }

  /** What to type to get the same faults again. */
  String replay() {
    String what =
        switch (drill) {
          case FAULTS ->
              "--nodes %d --minutes %s --seed %d --faults %s"
                  .formatted(nodes, minutes, seed, faults);
          case GROWTH -> "--drill growth";
        };
    return "chaos/run.sh %s --flush %s --acks %s".formatted(what, flush, acks);
  }
}
