package io.tukki.streams.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.Partitions;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.KeylessPolicy;
import io.tukki.core.record.Compression;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import io.tukki.streams.Backoff;
import io.tukki.streams.FakeBroker;
import io.tukki.streams.FakePartition;
import io.tukki.streams.producer.ProducerIds.ProducerIdentity;
import io.tukki.streams.producer.RecordAccumulator.Encoded;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Drives an accumulator through a random course of events in made-up time: records come in bursts;
 * appends are refused, lost, or stored without an answer; answers come late and in any order. The
 * partition has the real rules for sequence numbers.
 */
final class ProducerSimulation implements Outbox {

  private static final long MS = 1_000_000L;
  private static final int STEPS_AT_MOST = 1_000_000;

  private final SplittableRandom random;
  private final FakeBroker broker = new FakeBroker();
  private final List<Runnable> answers = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();

  private double refused;
  private double timedOut;
  private double refusedForGood;
  private double mishapRate;
  private Consumer<FakePartition> mishap = partition -> {};
  private boolean idempotence = true;
  private Duration deliveryTimeout = Duration.ofSeconds(10);

  private long nowNanos = Long.MAX_VALUE - 50 * MS; // soon runs over, as nanoTime may
  private long nextIdentity;
  private boolean flush;
  private int inFlight;
  private int mostInFlight;
  private RecordAccumulator accumulator;

  private ProducerSimulation(long seed) {
    random = new SplittableRandom(seed);
    broker.createTopic("t", 1);
  }

  static ProducerSimulation of(long seed) {
    return new ProducerSimulation(seed);
  }

  ProducerSimulation withFaults(double newRefused, double newTimedOut) {
    refused = newRefused;
    timedOut = newTimedOut;
    return this;
  }

  ProducerSimulation withRefusalsForGood(double rate) {
    refusedForGood = rate;
    return this;
  }

  ProducerSimulation beforeAppends(double rate, Consumer<FakePartition> event) {
    mishapRate = rate;
    mishap = event;
    return this;
  }

  ProducerSimulation withIdempotence(boolean on) {
    idempotence = on;
    return this;
  }

  ProducerSimulation withDeliveryTimeout(Duration timeout) {
    deliveryTimeout = timeout;
    return this;
  }

  void run(int records) {
    accumulator =
        new RecordAccumulator(
            broker.metadata(),
            new Batching(150, Duration.ZERO, Compression.NONE, KeylessPolicy.STICKY),
            new Delivery(
                Acks.ALL,
                idempotence,
                Delivery.MOST_IN_FLIGHT,
                new Delivery.Timeouts(deliveryTimeout, Duration.ofSeconds(1)),
                new Backoff(Duration.ofMillis(10), Duration.ofMillis(100))),
            random,
            this);
    for (int step = 0; step < STEPS_AT_MOST; step++) {
      if (slots.size() == records && slots.stream().allMatch(Slot::isDone)) {
        return;
      }
      step(records);
      mostInFlight = Math.max(mostInFlight, inFlight);
    }
    throw new AssertionError("does not come to an end");
  }

  private void step(int records) {
    flush = slots.size() == records;
    switch (random.nextInt(4)) {
      case 0 -> {
        for (int burst = random.nextInt(20); burst > 0 && slots.size() < records; burst--) {
          slots.add(accumulator.add(record(slots.size()), nowNanos));
        }
        accumulator.pump(nowNanos, flush);
      }
      case 1 -> {
        if (!answers.isEmpty()) {
          answers.remove(random.nextInt(answers.size())).run();
        }
      }
      case 2 -> {
        // Where nothing else can happen, time must not stand still for ever: somebody has to wake
        // up.
        if (answers.isEmpty() && flush) {
          accumulator
              .nextWakeNanos()
              .ifPresent(wake -> nowNanos = wake - nowNanos > 0 ? wake : nowNanos);
        } else {
          nowNanos += random.nextLong(30 * MS);
        }
        accumulator.pump(nowNanos, flush);
      }
      default -> accumulator.pump(nowNanos, flush);
    }
  }

  private static Encoded record(int number) {
    return new Encoded(
        "t", OptionalInt.of(0), 0, null, ByteBuffer.allocate(4).putInt(0, number), List.of());
  }

  @Override
  public void append(OutgoingBatch batch, Partitions.Append request) {
    inFlight++;
    Result<AppendResult> result = outcome(request);
    answers.add(
        () -> {
          inFlight--;
          accumulator.answered(batch, result, nowNanos, flush);
        });
  }

  private Result<AppendResult> outcome(Partitions.Append request) {
    FakePartition partition = broker.partition("t", 0);
    double fate = random.nextDouble();
    if (random.nextDouble() < mishapRate) {
      mishap.accept(partition);
    }
    if (fate < refused) {
      return Result.refused(new Refusal.Overloaded("for now"));
    }
    if (fate < refused + timedOut) {
      if (random.nextBoolean()) {
        Result<AppendResult> hidden = partition.append(request.batch());
        if (hidden instanceof Result.Refused) {
          return hidden;
        }
      }
      return Result.refused(new Refusal.TimedOut("who knows"));
    }
    if (fate < refused + timedOut + refusedForGood) {
      return Result.refused(new Refusal.InvalidTimestamp("never"));
    }
    return partition.append(request.batch());
  }

  @Override
  public void allocateIdentity(Lane lane) {
    ProducerIdentity identity = new ProducerIdentity(nextIdentity++, (short) 0);
    answers.add(() -> accumulator.identified(lane, identity, nowNanos, flush));
  }

  List<Result<RecordMetadata>> results() {
    return slots.stream().map(Slot::result).toList();
  }

  int mostInFlight() {
    return mostInFlight;
  }

  /** The numbers of the records in the partition, by offset. */
  List<Integer> stored() {
    List<Integer> numbers = new ArrayList<>();
    broker
        .partition("t", 0)
        .records()
        .forEach(record -> numbers.add(Objects.requireNonNull(record.value()).getInt(0)));
    assertThat(broker.partition("t", 0).endOffset()).isEqualTo(numbers.size());
    return numbers;
  }
}
