package io.tukki.chaos.run;

import io.tukki.chaos.check.CheckCommand;
import io.tukki.chaos.check.Checker;
import io.tukki.chaos.check.Verdict;
import io.tukki.chaos.cluster.Cluster;
import io.tukki.chaos.cluster.Network;
import io.tukki.chaos.history.HistoryReader;
import io.tukki.chaos.history.HistoryWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A cluster under load and faults, and the verdict: {@code chaos/run.sh --help}. */
@Command(
    name = "chaos/run.sh",
    description = "Runs nodes under load, lets things go wrong, and judges what clients saw.",
    mixinStandardHelpOptions = true)
final class ChaosCommand implements Callable<Integer> {

  private static final int CLEAN = 0;
  private static final int FAILED = 1;

  @Mixin ChaosOptions options = new ChaosOptions();

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new ChaosCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(options.work);
    Path work = Files.createTempDirectory(options.work, "run-");
    System.out.println("files are in " + work + "\nagain: " + options.replay());
    List<String> problems;
    Network network = options.network();
    Cluster cluster =
        new Cluster(
            new Cluster.Spec(
                Path.of(System.getenv("TUKKI_ROOT")),
                work,
                options.founders(),
                options.flush,
                options.settings),
            network,
            options.disks(work));
    Thread onInterrupt =
        new Thread(
            () -> {
              cluster.close();
              System.out.println("broken off; what can be judged: chaos/check.sh " + files(work));
            });
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try (cluster;
        HistoryWriter history = new HistoryWriter(work.resolve("history"))) {
      problems = new ChaosRun(options, cluster, work, history).run();
    }
    Runtime.getRuntime().removeShutdownHook(onInterrupt);
    Verdict verdict =
        new Checker(CheckCommand.MAX_RECORDS_AT_ONCE).check(new HistoryReader(histories(work)));
    return report(verdict, problems, work);
  }

  private static List<Path> histories(Path work) {
    return Stream.of(work.resolve("history"), StreamsProcess.historyIn(work))
        .filter(Files::exists)
        .toList();
  }

  private static String files(Path work) {
    return histories(work).stream().map(Path::toString).collect(Collectors.joining(" "));
  }

  private int report(Verdict verdict, List<String> problems, Path work) {
    System.out.print(verdict.toText());
    problems.forEach(problem -> System.out.println("PROBLEM       " + problem));
    boolean slow = verdict.summary().acknowledgedPerSecond() < options.minRate;
    if (slow) {
      System.out.println("PROBLEM       too little moved to prove anything");
    }
    System.out.println("check again   chaos/check.sh " + files(work));
    System.out.println("run again     " + options.replay());
    boolean passed = verdict.isClean() && problems.isEmpty() && !slow;
    System.out.println(passed ? "PASSED" : "FAILED");
    return passed ? CLEAN : FAILED;
  }
}
