package io.tukki.multinode;

import io.tukki.chaos.check.CheckCommand;
import io.tukki.chaos.check.Checker;
import io.tukki.chaos.check.Verdict;
import io.tukki.chaos.history.Event.Began;
import io.tukki.chaos.history.Event.Ended;
import io.tukki.chaos.history.Event.PartitionNamed;
import io.tukki.chaos.history.Event.Promise;
import io.tukki.chaos.history.HistoryReader;
import io.tukki.chaos.history.HistoryWriter;
import io.tukki.chaos.load.Clock;
import io.tukki.chaos.load.Door;
import io.tukki.chaos.load.HttpProducer;
import io.tukki.chaos.load.Load;
import io.tukki.chaos.load.LoadContext;
import io.tukki.chaos.load.Targets;
import io.tukki.chaos.load.Topic;
import io.tukki.chaos.load.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Producers and readers of one topic, with acks=all, and the judgement of what they saw. */
final class Clients implements AutoCloseable {

  private static final int PARTITIONS = 3;
  private static final int REPLICATION_FACTOR = 3;
  private static final String TOPIC = "story";

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Path file;
  private final HistoryWriter history;
  private final Watch watch;
  private final Targets targets;
  private final Topic topic;
  private final Load load;

  private Clients(Path file, List<URI> nodes) throws IOException {
    this.file = file;
    history = new HistoryWriter(file);
    watch = new Watch(history, PARTITIONS);
    targets = new Targets(nodes);
    Door door = new Door(executor);
    topic = new Topic(TOPIC, door, targets);
    load =
        Load.create(
            running -> new LoadContext(TOPIC, targets, door, watch, running::get), PARTITIONS);
  }

  /** Makes the topic and starts the load on it. */
  static Clients start(Path directory, Nodes nodes) throws IOException {
    Clients clients = new Clients(directory.resolve("history"), nodes.uris());
    clients.history.write(new Began(Clock.nowUs(), Promise.KEPT, "multi-node"));
    for (int partition = 0; partition < PARTITIONS; partition++) {
      clients.history.write(new PartitionNamed(partition, TOPIC + "-" + partition));
    }
    clients.topic.create(PARTITIONS, REPLICATION_FACTOR, Nodes.TIMEOUT);
    clients.load.startProducers(1, new HttpProducer.Shape("all", 5, 50, Duration.ofMillis(10)));
    clients.load.startReaders(1);
    return clients;
  }

  /** Everything that the clients do turns to these from now on. */
  void avoid(URI node) {
    targets.remove(node);
  }

  void everyPartitionMoves() {
    List<Integer> silent = watch.awaitProgressEverywhere(Nodes.TIMEOUT);
    if (!silent.isEmpty()) {
      throw new AssertionError("partitions that acknowledge nothing: " + silent);
    }
  }

  /** Ends the load, reads everything again, and judges. */
  void sawNothingWrong() throws IOException {
    load.stop();
    List<String> unread = load.readAll(topic);
    if (!unread.isEmpty()) {
      throw new AssertionError(unread);
    }
    history.write(new Ended(Clock.nowUs()));
    history.close();
    Verdict verdict =
        new Checker(CheckCommand.MAX_RECORDS_AT_ONCE).check(new HistoryReader(List.of(file)));
    if (!verdict.isClean()) {
      throw new AssertionError(verdict.toText());
    }
  }

  @Override
  public void close() {
    load.stop();
    executor.close();
    try {
      history.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
