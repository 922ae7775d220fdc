package io.tukki.chaos.load;

import io.tukki.chaos.history.Event.ReaderKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The clients of a run, from their start to the last record read. */
public final class Load {

  /** Numbers for readers that no producer or live reader has. */
  private static final int FINAL_READERS = 1_000_000;

  private static final Duration FINAL_READ_TIMEOUT = Duration.ofMinutes(2);

  private final LoadContext context;
  private final AtomicBoolean running;
  private final int partitions;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  private Load(LoadContext context, AtomicBoolean running, int partitions) {
    this.context = context;
    this.running = running;
    this.partitions = partitions;
  }

  /** Makes a load whose clients run until {@link #stop}. */
  public static Load create(Function<AtomicBoolean, LoadContext> context, int partitions) {
    AtomicBoolean running = new AtomicBoolean(true);
    return new Load(context.apply(running), running, partitions);
  }

  public void startProducers(int perPartition, HttpProducer.Shape shape) {
    int lane = 1;
    for (int partition = 0; partition < partitions; partition++) {
      for (int i = 0; i < perPartition; i++) {
        start(new HttpProducer(context, lane++, partition, shape));
      }
    }
  }

  public void startReaders(int perPartition) {
    int reader = 1;
    for (int partition = 0; partition < partitions; partition++) {
      for (int i = 0; i < perPartition; i++) {
        start(new HttpReader(context, reader++, partition, ReaderKind.LIVE));
      }
    }
  }

  private void start(Runnable client) {
    threads.add(
        Thread.ofVirtual()
            .uncaughtExceptionHandler((thread, thrown) -> failures.add(thrown))
            .start(client));
  }

  /** Lets requests under way come to their end. */
  public void stop() {
    running.set(false);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(
          "a client broke; that is a fault of this program", failures.element());
    }
  }

  /**
   * Reads everything once more, by readers that know nothing.
   *
   * @return what could not be read to its end
   */
  public List<String> readAll(Topic topic) {
    List<String> problems = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      OptionalLong end = topic.settledEnd(partition, FINAL_READ_TIMEOUT);
      if (end.isEmpty()) {
        problems.add("partition %d does not settle".formatted(partition));
        continue;
      }
      HttpReader reader =
          new HttpReader(context, FINAL_READERS + partition, partition, ReaderKind.FINAL);
      if (!reader.readUpTo(end.getAsLong(), FINAL_READ_TIMEOUT)) {
        problems.add(
            "partition %d ends at %d, but reading got only to %d"
                .formatted(partition, end.getAsLong(), reader.next()));
      }
    }
    return problems;
  }
}
