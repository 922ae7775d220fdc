package io.tukki.clusterconfig.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.CommandFailed;
import io.tukki.clusterconfig.cli.ExitCode;
import io.tukki.clusterconfig.cli.text.TextRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Reads several partitions side by side, each in order. A thread for each partition asks the node,
 * and waits while the one that takes the pages is behind.
 */
public final class TopicReader implements AutoCloseable {

  /** Pages that may wait to be printed. */
  private static final int MAX_WAITING_PAGES = 4;

  /** Partitions that are asked at once, where they are not waited for. */
  private static final int MAX_AT_ONCE = 4;

  private static final Duration FOLLOW_WAIT = Duration.ofSeconds(10);

  private sealed interface Event {
    record Records(List<TextRecord> records) implements Event {}

    record PartitionEnded() implements Event {}

    record Failed(RuntimeException cause) implements Event {}
  }

  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(MAX_WAITING_PAGES);
  private final Semaphore atOnce;
  private final boolean follow;
  private final List<Thread> threads = new ArrayList<>();
  private int open;

  private TopicReader(List<PartitionReader> readers, boolean follow) {
    this.follow = follow;
    this.open = readers.size();
    this.atOnce = new Semaphore(follow ? readers.size() : MAX_AT_ONCE);
    for (PartitionReader reader : readers) {
      threads.add(
          Thread.ofVirtual().name("partition-" + reader.partition()).start(() -> run(reader)));
    }
  }

  /**
   * @param partitions none means all of them
   * @param follow goes on with what comes, instead of ending at what was there at the start
   */
  public static TopicReader open(
      NodeClient node, String topic, List<Integer> partitions, StartAt start, boolean follow) {
    List<Integer> chosen = partitions.isEmpty() ? allPartitions(node, topic) : partitions;
    return new TopicReader(
        chosen.stream()
            .distinct()
            .map(partition -> PartitionReader.from(node, topic, partition, start))
            .toList(),
        follow);
  }

  private static List<Integer> allPartitions(NodeClient node, String topic) {
    List<Integer> all = new ArrayList<>();
    for (JsonNode partition :
        node.get("/v1/topics/" + NodeClient.segment(topic)).path("partitions")) {
      all.add(partition.path("partition").asInt());
    }
    return all;
  }

  /** Some more records of one partition, or empty once all partitions have ended. */
  public Optional<List<TextRecord>> next() {
    while (open > 0) {
      switch (take()) {
        case Event.Records(var records) -> {
          return Optional.of(records);
        }
        case Event.PartitionEnded() -> open--;
        case Event.Failed(var cause) -> throw cause;
      }
    }
    return Optional.empty();
  }

  private Event take() {
    try {
      return events.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.FAILED, "interrupted");
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }

  private void run(PartitionReader reader) {
    try {
      try {
        atOnce.acquire();
        readAll(reader);
        atOnce.release();
        events.put(new Event.PartitionEnded());
      } catch (RuntimeException e) {
        events.put(new Event.Failed(e));
      }
    } catch (InterruptedException e) {
      // Closed: nobody listens any more.
      Thread.currentThread().interrupt();
    }
  }

  private void readAll(PartitionReader reader) throws InterruptedException {
    PartitionReader.Page page = reader.read(Duration.ZERO);
    long end = follow ? Long.MAX_VALUE : page.highWatermark();
    while (true) {
      List<TextRecord> wanted =
          page.records().stream().filter(record -> record.offset() < end).toList();
      if (!wanted.isEmpty()) {
        events.put(new Event.Records(wanted));
      }
      if (page.nextOffset() >= end) {
        return;
      }
      page = reader.read(follow ? FOLLOW_WAIT : Duration.ZERO);
    }
  }
}
