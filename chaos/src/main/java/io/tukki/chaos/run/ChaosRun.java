package io.tukki.chaos.run;

import io.tukki.chaos.cluster.Cluster;
import io.tukki.chaos.cluster.Node;
import io.tukki.chaos.cluster.Pause;
import io.tukki.chaos.fault.Fault;
import io.tukki.chaos.fault.FaultPlan;
import io.tukki.chaos.fault.Kind;
import io.tukki.chaos.fault.Nemesis;
import io.tukki.chaos.history.Event.Began;
import io.tukki.chaos.history.Event.Ended;
import io.tukki.chaos.history.Event.PartitionNamed;
import io.tukki.chaos.history.HistoryWriter;
import io.tukki.chaos.load.Clock;
import io.tukki.chaos.load.Door;
import io.tukki.chaos.load.HttpProducer;
import io.tukki.chaos.load.Load;
import io.tukki.chaos.load.LoadContext;
import io.tukki.chaos.load.Targets;
import io.tukki.chaos.load.Topic;
import io.tukki.chaos.load.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** One run: form, load, hurt and heal in turns, read everything, end. */
final class ChaosRun {

  private static final Duration FORM_TIMEOUT = Duration.ofMinutes(2);
  private static final String TOPIC = "chaos";
  private static final int MAX_REPLICATION_FACTOR = 3;

  private final ChaosOptions options;
  private final Cluster cluster;
  private final Path work;
  private final HistoryWriter history;
  private final Watch watch;
  private final Journal journal;
  private final List<String> problems = new ArrayList<>();

  ChaosRun(ChaosOptions options, Cluster cluster, Path work, HistoryWriter history) {
    this.work = work;
    this.options = options;
    this.cluster = cluster;
    this.history = history;
    this.watch = new Watch(history, options.partitions);
    this.journal = new Journal(watch);
  }

  /**
   * @return what went wrong beside what the history tells
   */
  List<String> run() {
    history.write(new Began(Clock.nowUs(), options.promise(), options.replay()));
    for (int partition = 0; partition < options.partitions; partition++) {
      history.write(new PartitionNamed(partition, TOPIC + "-" + partition));
    }
    journal.note("forming a cluster of " + options.nodes);
    cluster.form(FORM_TIMEOUT);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Door door = new Door(executor);
      Targets targets = new Targets(cluster.nodes().stream().map(Node::uri).toList());
      Topic topic = new Topic(TOPIC, door, targets);
      topic.create(
          options.partitions, Math.min(MAX_REPLICATION_FACTOR, options.nodes), FORM_TIMEOUT);
      Load load =
          Load.create(
              running -> new LoadContext(TOPIC, targets, door, watch, running::get),
              options.partitions);
      load.startProducers(
          options.producers,
          new HttpProducer.Shape(
              options.acks, options.batch, options.valueBytes, Duration.ofMillis(options.pauseMs)));
      load.startReaders(options.readers);
      loadAndHurt();
      load.stop();
      journal.note("reading everything");
      problems.addAll(load.readAll(topic));
    }
    history.write(new Ended(Clock.nowUs()));
    return problems;
  }

  /** With the Java API's client beside, where there is a cluster that it can be part of. */
  private void loadAndHurt() {
    if (options.nodes == 1 || options.streamsRate == 0) {
      hurt();
      return;
    }
    try (StreamsProcess streams = StreamsProcess.start(cluster, work, TOPIC, options)) {
      hurt();
      if (!streams.stop()) {
        problems.add("the client of the Java API did not come to its end: see its log");
      }
    }
  }

  private void hurt() {
    demandProgress("at the beginning");
    List<Kind> kinds = options.kinds().stream().filter(kind -> kind.isPossible(cluster)).toList();
    journal.note("faults: " + kinds.stream().map(Kind::label).collect(Collectors.joining(", ")));
    FaultPlan plan = new FaultPlan(options.seed, kinds);
    Nemesis nemesis = new Nemesis(cluster, this::replace, journal::note);
    long end = System.nanoTime() + options.length().toNanos();
    while (System.nanoTime() < end && problems.isEmpty() && !kinds.isEmpty()) {
      FaultPlan.Round round = plan.next(cluster.nodes().stream().map(Node::number).toList());
      nemesis.round(round.faults(), round.hold());
      demandProgress("after " + names(round.faults()));
      int ended = nemesis.startWhatEnded();
      if (ended > 0) {
        problems.add("%d nodes ended by themselves around %s".formatted(ended, round.faults()));
      }
      demandReadiness("after " + names(round.faults()));
      Pause.of(round.calm());
    }
    if (kinds.isEmpty()) {
      Pause.of(options.length());
    }
    journal.note("load ends");
  }

  private static String names(List<Fault> faults) {
    return faults.stream()
        .map(fault -> fault.getClass().getSimpleName())
        .collect(Collectors.joining(" and "));
  }

  private void demandProgress(String when) {
    long begin = System.nanoTime();
    List<Integer> silent =
        watch.awaitProgressEverywhere(Duration.ofSeconds(options.progressSeconds));
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (silent.isEmpty()) {
      journal.note(
          "every partition moves %s, after %.2f s; %,d acknowledged so far"
              .formatted(when, seconds, watch.acknowledged()));
    } else {
      journal.note("STALLED %s: partitions %s".formatted(when, silent));
      problems.add("no progress within %.0f s %s: partitions %s".formatted(seconds, when, silent));
    }
  }

  /** The next round finds all nodes in place: which of them may fail together, it decides alone. */
  private void demandReadiness(String when) {
    try {
      cluster.awaitReady(FORM_TIMEOUT);
    } catch (IllegalStateException e) {
      journal.note("NOT READY " + when);
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private void replace(int node) {
    throw new IllegalStateException("node " + node + " cannot be replaced yet");
  }
}
