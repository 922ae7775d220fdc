package io.tukki.chaos.run;

import io.tukki.chaos.cluster.Cluster;
import io.tukki.chaos.cluster.Node;
import io.tukki.chaos.fault.Kind;
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
import io.tukki.chaos.operate.Operator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One run: form, load, play a scenario, read everything, end. */
final class ChaosRun {

  private static final Duration FORM_TIMEOUT = Duration.ofMinutes(2);
  private static final String TOPIC = "chaos";

  private final ChaosOptions options;
  private final Cluster cluster;
  private final Path work;
  private final HistoryWriter history;
  private final Watch watch;
  private final Stage stage;

  ChaosRun(ChaosOptions options, Cluster cluster, Path work, HistoryWriter history) {
    this.work = work;
    this.options = options;
    this.cluster = cluster;
    this.history = history;
    this.watch = new Watch(history, options.partitions);
    this.stage =
        new Stage(cluster, watch, new Journal(watch), Duration.ofSeconds(options.progressSeconds));
  }

  /**
   * @return what went wrong beside what the history tells
   */
  List<String> run() {
    history.write(new Began(Clock.nowUs(), options.promise(), options.replay()));
    for (int partition = 0; partition < options.partitions; partition++) {
      history.write(new PartitionNamed(partition, TOPIC + "-" + partition));
    }
    stage.note("forming a cluster of " + options.founders());
    cluster.form(FORM_TIMEOUT);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Door door = new Door(executor);
      Targets targets = new Targets(cluster.nodes().stream().map(Node::uri).toList());
      Topic topic = new Topic(TOPIC, door, targets);
      topic.create(
          options.partitions,
          Math.min(Kind.MAX_REPLICATION_FACTOR, options.founders()),
          options.topicConfig(),
          FORM_TIMEOUT);
      Load load =
          Load.create(
              running -> new LoadContext(TOPIC, targets, door, watch, running::get),
              options.partitions);
      load.startProducers(
          options.producers,
          new HttpProducer.Shape(
              options.acks, options.batch, options.valueBytes, Duration.ofMillis(options.pauseMs)));
      load.startReaders(options.readers);
      loadAndPlay(
          new Operator(cluster, targets, door),
          new PowerWatch(cluster, door, history, options.flushWindow()));
      load.stop();
      stage.note("reading everything");
      load.readAll(topic).forEach(stage::problem);
    }
    history.write(new Ended(Clock.nowUs()));
    return stage.problems();
  }

  /** With the Java API's client beside, where there is a cluster that it can be part of. */
  private void loadAndPlay(Operator operator, PowerWatch power) {
    if (options.streamsRate == 0 || !options.isClustered()) {
      play(operator, power);
      return;
    }
    try (StreamsProcess streams = StreamsProcess.start(cluster, work, TOPIC, options)) {
      play(operator, power);
      if (!streams.stop()) {
        stage.problem("the client of the Java API did not come to its end: see its log");
      }
    }
  }

  /** Whatever breaks it off: what was done so far can be judged. */
  private void play(Operator operator, PowerWatch power) {
    try {
      stage.demandProgress("at the beginning");
      scenario(operator, power).play(stage);
    } catch (IllegalStateException e) {
      stage.problem("the run broke off: " + e.getMessage());
    }
    stage.note("load ends");
  }

  private Scenario scenario(Operator operator, PowerWatch power) {
    return switch (options.drill) {
      case FAULTS ->
          new RandomFaults(options.seed, options.kinds(), options.length(), operator, power);
      case GROWTH -> new Growth(TOPIC, operator);
    };
  }
}
