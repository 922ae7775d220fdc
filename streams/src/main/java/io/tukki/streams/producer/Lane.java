package io.tukki.streams.producer;

import io.tukki.actors.Partitions;
import io.tukki.core.id.PartitionId;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.record.RecordHeader;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import io.tukki.streams.producer.OutgoingBatch.Fate;
import io.tukki.streams.producer.ProducerIds.ProducerIdentity;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way to one partition: one batch that is being filled, those that wait, those under way.
 * Nothing overtakes on it.
 *
 * <p>Order under retries: when a batch is refused, nothing more is sent until everything under way
 * is answered; then what is left goes out again in its order, and one by one until something is
 * stored. With sequence numbers the partition itself refuses whatever was sent behind a batch that
 * it refused; without them there is never more than one batch under way.
 *
 * <p>A batch that was not answered in time may be stored or not. It keeps its numbers when it is
 * sent again, so that the partition can tell, and nothing is sent behind it until it has; a batch
 * that was certainly not stored is numbered anew.
 */
final class Lane {

  private static final int SMALLEST_BUILDER_BYTES = 512;

  private final String topic;
  private final PartitionId partition;
  private final Batching batching;
  private final Delivery delivery;
  private final LaneNumbers numbers = new LaneNumbers();

  private @Nullable OutgoingBatch open;
  private final PriorityQueue<OutgoingBatch> waiting = new PriorityQueue<>();
  private final Deque<OutgoingBatch> underWay = new ArrayDeque<>();

  private long batchesOpened;
  private int expectedBatchBytes = SMALLEST_BUILDER_BYTES;
  private boolean settling;
  private int failuresInARow;
  private long retryAtNanos;
  private boolean awaitingIdentity;

  Lane(String topic, PartitionId partition, Batching batching, Delivery delivery) {
    this.topic = topic;
    this.partition = partition;
    this.batching = batching;
    this.delivery = delivery;
  }

  String topic() {
    return topic;
  }

  PartitionId partition() {
    return partition;
  }

  boolean isIdle() {
    return open == null && waiting.isEmpty() && underWay.isEmpty();
  }

  boolean hasFullBatch() {
    return !waiting.isEmpty();
  }

  // ---- filling ----

  Slot add(
      long timestampMs,
      @Nullable ByteBuffer key,
      @Nullable ByteBuffer value,
      List<RecordHeader> headers,
      Room room) {
    if (open != null && open.sizeBytes() + room.mostBytes() > room.limitBytes()) {
      close(open);
    }
    if (open == null) {
      open = new OutgoingBatch(this, batchesOpened++, room.nowNanos(), builder());
    }
    return open.add(timestampMs, key, value, headers);
  }

  /**
   * What a record needs and what there is.
   *
   * @param mostBytes at most how much the record adds to a batch
   * @param limitBytes the size at which a batch is full
   */
  record Room(long mostBytes, int limitBytes, long nowNanos) {}

  private RecordBatchBuilder builder() {
    return new RecordBatchBuilder(batching.compression(), expectedBatchBytes);
  }

  private void close(OutgoingBatch batch) {
    // The next batch will likely be of about this size.
    int sizeBytes = batch.sizeBytes();
    expectedBatchBytes =
        Math.max(
            SMALLEST_BUILDER_BYTES, Math.min(sizeBytes + sizeBytes / 8, batching.batchBytes()));
    waiting.add(batch);
    open = null;
  }

  // ---- sending ----

  /**
   * Sends what is due.
   *
   * @param flush true where a batch that is not full shall not wait for more
   */
  void pump(long nowNanos, boolean flush, Outbox outbox) {
    giveUpOverdue(nowNanos);
    if (!isSettled(nowNanos)) {
      return;
    }
    while (true) {
      if (waiting.isEmpty() && open != null && isDue(open, nowNanos, flush)) {
        close(open);
      }
      OutgoingBatch next = waiting.peek();
      if (next == null || !maySendAnother() || !isNumbered(next, outbox)) {
        return;
      }
      waiting.remove();
      underWay.add(next);
      outbox.append(next, request(next, nowNanos));
    }
  }

  private boolean isSettled(long nowNanos) {
    if (!settling) {
      return true;
    }
    if (!underWay.isEmpty() || nowNanos - retryAtNanos < 0) {
      return false;
    }
    settling = false;
    numbers.rewind();
    return true;
  }

  private boolean isDue(OutgoingBatch batch, long nowNanos, boolean flush) {
    if (flush) {
      return true;
    }
    return batching.linger().isZero()
        ? underWay.isEmpty()
        : nowNanos - batch.openedAtNanos() >= batching.linger().toNanos();
  }

  private boolean maySendAnother() {
    OutgoingBatch last = underWay.peekLast();
    if (last == null) {
      return true;
    }
    // Behind a batch that kept its numbers it is not known yet which number comes next.
    return numbers.areProven() && underWay.size() < delivery.maxInFlight() && !last.isMaybeStored();
  }

  private boolean isNumbered(OutgoingBatch batch, Outbox outbox) {
    if (!delivery.isNumbered() || batch.numbering().isPresent()) {
      return true;
    }
    Optional<Numbering> numbering = numbers.take(batch.recordCount());
    numbering.ifPresent(batch::number);
    if (numbering.isEmpty() && !awaitingIdentity) {
      awaitingIdentity = true;
      outbox.allocateIdentity(this);
    }
    return numbering.isPresent();
  }

  private Partitions.Append request(OutgoingBatch batch, long nowNanos) {
    long leftNanos = deadlineNanos(batch) - nowNanos;
    Duration timeout = delivery.timeouts().append();
    // With no time left, as with a delivery time-out of zero, there is one attempt in its full
    // time.
    if (leftNanos > 0 && leftNanos < timeout.toNanos()) {
      timeout = Duration.ofNanos(leftNanos);
    }
    return new Partitions.Append(partition, batch.bytes(), delivery.acks(), timeout);
  }

  void identified(ProducerIdentity identity) {
    awaitingIdentity = false;
    numbers.use(identity);
  }

  // ---- answers ----

  void answered(OutgoingBatch batch, Result<AppendResult> result, long nowNanos) {
    underWay.remove(batch);
    switch (result) {
      case Result.Ok<AppendResult>(var place) ->
          stored(
              batch,
              delivery.acks() == Acks.NONE ? new Fate.StoredSomewhere() : new Fate.Stored(place));
      case Result.Refused<AppendResult>(var refusal) -> refused(batch, refusal, nowNanos);
    }
  }

  private void stored(OutgoingBatch batch, Fate fate) {
    failuresInARow = 0;
    batch.numbering().ifPresent(n -> numbers.stored(n, batch.recordCount()));
    batch.complete(fate);
  }

  private void refused(OutgoingBatch batch, Refusal refusal, long nowNanos) {
    if (delivery.isNumbered() && refusal instanceof Refusal.OutOfOrderSequence outOfOrder) {
      outOfOrder(batch, outOfOrder, nowNanos);
    } else if (delivery.isNumbered() && refusal instanceof Refusal.DuplicateSequence) {
      stored(batch, new Fate.StoredSomewhere());
    } else if (delivery.isNumbered() && refusal instanceof Refusal.InvalidProducerEpoch) {
      startCountingAnew(batch, nowNanos);
    } else if (refusal.retriable()) {
      batch.noteRefusal(refusal);
      if (refusal instanceof Refusal.TimedOut || refusal instanceof Refusal.OutcomeUnknown) {
        batch.noteMaybeStored(refusal);
      }
      retryOrGiveUp(batch, refusal, nowNanos);
    } else {
      giveUp(batch, refusal, nowNanos);
    }
  }

  private void outOfOrder(OutgoingBatch batch, Refusal.OutOfOrderSequence refusal, long nowNanos) {
    if (isBehindAnother(batch)) {
      // The batch in front of it was not stored, so it comes again behind that one.
      batch.forgetNumbers();
      settle(nowNanos);
      waiting.add(batch);
    } else if (batch.isMaybeStored() && isPast(refusal.expected(), batch)) {
      stored(batch, new Fate.StoredSomewhere());
    } else {
      startCountingAnew(batch, nowNanos);
    }
  }

  private boolean isBehindAnother(OutgoingBatch batch) {
    OutgoingBatch firstWaiting = waiting.peek();
    return (firstWaiting != null && firstWaiting.compareTo(batch) < 0)
        || underWay.stream().anyMatch(other -> other.compareTo(batch) < 0);
  }

  private static boolean isPast(int expected, OutgoingBatch batch) {
    return batch.numbering().filter(n -> Numbering.isAfter(expected, n.first())).isPresent();
  }

  /**
   * The partition has forgotten this producer, or never got what was sent before and was given up.
   * How a producer counts is nobody's business but its own: whoever sent the record hears only that
   * it was not stored in time.
   */
  private void startCountingAnew(OutgoingBatch batch, long nowNanos) {
    numbers.loseCount();
    batch.forgetNumbers();
    Refusal refusal =
        new Refusal.NotReady(
            "Not stored in %s-%d within the delivery time-out of %s, as what was sent before was not."
                .formatted(topic, partition.partition(), delivery.timeouts().delivery()));
    batch.noteRefusal(refusal);
    retryOrGiveUp(batch, refusal, nowNanos);
  }

  private void retryOrGiveUp(OutgoingBatch batch, Refusal refusal, long nowNanos) {
    Duration wait = delivery.backoff().after(++failuresInARow);
    long againAtNanos = nowNanos + wait.toNanos();
    if (againAtNanos - deadlineNanos(batch) >= 0) {
      giveUp(batch, refusal, nowNanos);
      return;
    }
    if (!batch.isMaybeStored()) {
      batch.forgetNumbers();
    }
    settle(againAtNanos);
    waiting.add(batch);
  }

  private void giveUp(OutgoingBatch batch, Refusal refusal, long nowNanos) {
    if (batch.isMaybeStored() && delivery.isNumbered()) {
      numbers.loseCount();
    }
    settle(nowNanos);
    batch.giveUp(refusal);
  }

  private void settle(long untilNanos) {
    if (!settling || untilNanos - retryAtNanos > 0) {
      retryAtNanos = untilNanos;
    }
    settling = true;
    numbers.doubt();
  }

  private void giveUpOverdue(long nowNanos) {
    for (OutgoingBatch first = waiting.peek();
        first != null && nowNanos - deadlineNanos(first) >= 0;
        first = waiting.peek()) {
      waiting.remove();
      giveUp(first, first.lastRefusal().orElseGet(this::neverSent), nowNanos);
    }
  }

  private Refusal neverSent() {
    return new Refusal.TimedOut(
        "The way to %s-%d was blocked for the whole delivery time-out of %s."
            .formatted(topic, partition.partition(), delivery.timeouts().delivery()));
  }

  private long deadlineNanos(OutgoingBatch batch) {
    return batch.openedAtNanos() + delivery.timeouts().delivery().toNanos();
  }

  /**
   * When to pump again where no answer comes before; empty where only an answer can change
   * anything.
   */
  OptionalLong nextWakeNanos() {
    if (awaitingIdentity || (settling && !underWay.isEmpty())) {
      return OptionalLong.empty();
    }
    if (settling) {
      return waiting.isEmpty() && open == null
          ? OptionalLong.empty()
          : OptionalLong.of(retryAtNanos);
    }
    return open == null || batching.linger().isZero()
        ? OptionalLong.empty()
        : OptionalLong.of(open.openedAtNanos() + batching.linger().toNanos());
  }
}
