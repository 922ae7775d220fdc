package io.tukki.streams.producer;

import io.tukki.actors.Partitions;
import io.tukki.core.result.Result;
import io.tukki.streams.serialization.SerializationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The shell of a {@link RecordAccumulator} that lives for one list of records. Runs on whichever
 * thread brings news, on one at a time and in the order of their arrival.
 */
final class OneShotSend<K, V> implements Outbox {

  private final ProducerSettings<K, V> settings;
  private final Encoder<K, V> encoder;
  private final RecordAccumulator accumulator;
  private final CompletableFuture<List<Result<RecordMetadata>>> results = new CompletableFuture<>();
  private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
  private final AtomicInteger stepsLeft = new AtomicInteger();
  private final List<Slot> slots = new ArrayList<>();

  OneShotSend(ProducerSettings<K, V> settings) {
    this.settings = settings;
    this.encoder = new Encoder<>(settings, System::currentTimeMillis);
    this.accumulator =
        new RecordAccumulator(
            settings.broker().metadata(),
            settings.batching(),
            settings.delivery(),
            new SplittableRandom(),
            this);
  }

  CompletionStage<List<Result<RecordMetadata>>> send(List<ProducerRecord<K, V>> records) {
    step(
        () -> {
          records.forEach(this::add);
          accumulator.pump(System.nanoTime(), true);
        });
    return results;
  }

  private void add(ProducerRecord<K, V> record) {
    try {
      slots.add(accumulator.add(encoder.encode(record), System.nanoTime()));
    } catch (SerializationException e) {
      slots.add(Encoder.refused(e));
    }
  }

  @Override
  public void append(OutgoingBatch batch, Partitions.Append request) {
    deliver(
        settings.broker().partitions().append(request),
        result -> accumulator.answered(batch, result, System.nanoTime(), true));
  }

  @Override
  public void allocateIdentity(Lane lane) {
    deliver(
        settings.producerIds().allocate(),
        identity -> accumulator.identified(lane, identity, System.nanoTime(), true));
  }

  private <T> void deliver(CompletionStage<T> stage, Consumer<T> news) {
    stage
        .thenAccept(value -> step(() -> news.accept(value)))
        .exceptionally(
            failure -> {
              results.completeExceptionally(failure);
              return null;
            });
  }

  /** Runs the step, or leaves it to the thread that is running one already. */
  private void step(Runnable step) {
    steps.add(step);
    if (stepsLeft.getAndIncrement() > 0) {
      return;
    }
    do {
      run(steps.remove());
    } while (stepsLeft.decrementAndGet() > 0);
  }

  private void run(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      results.completeExceptionally(e);
      return;
    }
    if (slots.stream().allMatch(Slot::isDone)) {
      results.complete(slots.stream().map(Slot::result).toList());
    } else {
      scheduleWake();
    }
  }

  private void scheduleWake() {
    accumulator
        .nextWakeNanos()
        .ifPresent(
            wakeNanos ->
                CompletableFuture.delayedExecutor(
                        wakeNanos - System.nanoTime(), TimeUnit.NANOSECONDS)
                    .execute(() -> step(() -> accumulator.pump(System.nanoTime(), true))));
  }
}
