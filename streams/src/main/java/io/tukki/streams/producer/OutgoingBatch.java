package io.tukki.streams.producer;

import io.tukki.core.partition.AppendResult;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.record.RecordHeader;
import io.tukki.core.record.StoredBatchHeader;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way: filled, sent, perhaps sent again, answered.
 *
 * <pre>
 *  being filled --> waiting --> under way --> done
 *                      ^            |
 *                      +-- refused -+
 * </pre>
 */
final class OutgoingBatch implements Comparable<OutgoingBatch> {

  private final Lane lane;
  private final long ordinal;
  private final long openedAtNanos;

  /** Given up when the batch is built, since it may be as large as the batch. */
  private @Nullable RecordBatchBuilder builder;

  private int recordCount;
  private @Nullable RecordBatch sent;
  private @Nullable StoredBatchHeader headerAsBuilt;
  private @Nullable Numbering numbering;
  private @Nullable Refusal unanswered;
  private @Nullable Refusal lastRefusal;
  private @Nullable Fate fate;

  /** What became of a batch. */
  sealed interface Fate {

    record Stored(AppendResult place) implements Fate {}

    /** Stored, or on its way with {@code acks = none}; nobody can say where. */
    record StoredSomewhere() implements Fate {}

    /** Not as far as is known; the refusal tells whether that is certain. */
    record NotStored(Refusal refusal) implements Fate {}
  }

  /**
   * @param ordinal the batch's place in its lane
   */
  OutgoingBatch(Lane lane, long ordinal, long openedAtNanos, RecordBatchBuilder builder) {
    this.lane = lane;
    this.ordinal = ordinal;
    this.openedAtNanos = openedAtNanos;
    this.builder = builder;
  }

  Lane lane() {
    return lane;
  }

  long openedAtNanos() {
    return openedAtNanos;
  }

  int recordCount() {
    return recordCount;
  }

  /** Before compression. */
  int sizeBytes() {
    return filling().sizeBytes();
  }

  Slot add(
      long timestampMs,
      @Nullable ByteBuffer key,
      @Nullable ByteBuffer value,
      List<RecordHeader> headers) {
    filling().append(timestampMs, key, value, headers);
    return new Slot.InBatch(this, recordCount++, timestampMs);
  }

  /** The batch to send, in bytes that nobody else holds. */
  RecordBatch bytes() {
    RecordBatch earlier = sent;
    RecordBatch batch = earlier == null ? build() : again(earlier);
    sent = batch;
    return batch;
  }

  private RecordBatchBuilder filling() {
    return Objects.requireNonNull(builder, "the batch is built");
  }

  private RecordBatch build() {
    RecordBatchBuilder filled = filling();
    if (numbering != null) {
      filled.producer(numbering.identity().id(), numbering.identity().epoch(), numbering.first());
    }
    RecordBatch batch = filled.build();
    builder = null;
    headerAsBuilt = batch.header();
    return batch;
  }

  private RecordBatch again(RecordBatch earlier) {
    StoredBatchHeader header = Objects.requireNonNull(headerAsBuilt, "set with the first bytes");
    return numbering == null
        ? earlier.copyFor(
            header, header.producerId(), header.producerEpoch(), header.baseSequence())
        : earlier.copyFor(
            header, numbering.identity().id(), numbering.identity().epoch(), numbering.first());
  }

  void number(Numbering numbers) {
    numbering = numbers;
  }

  /** It is certain that the batch was not stored under its numbers: others may have them. */
  void forgetNumbers() {
    numbering = null;
    unanswered = null;
  }

  Optional<Numbering> numbering() {
    return Optional.ofNullable(numbering);
  }

  void noteRefusal(Refusal refusal) {
    lastRefusal = refusal;
  }

  /** Why the last attempt did not succeed; empty where there was none. */
  Optional<Refusal> lastRefusal() {
    return Optional.ofNullable(lastRefusal);
  }

  /** An attempt came to no answer that tells whether it stored the batch. */
  void noteMaybeStored(Refusal noAnswer) {
    if (unanswered == null) {
      unanswered = noAnswer;
    }
  }

  boolean isMaybeStored() {
    return unanswered != null;
  }

  /** It is tried no more. That a later attempt was refused says nothing about an earlier one. */
  void giveUp(Refusal refusal) {
    complete(new Fate.NotStored(unanswered == null ? refusal : unanswered));
  }

  void complete(Fate itsFate) {
    fate = itsFate;
    // Whoever still waits for the result should not hold the bytes.
    sent = null;
    builder = null;
  }

  boolean isDone() {
    return fate != null;
  }

  Result<RecordMetadata> resultOf(int index, long timestampMs) {
    return switch (Objects.requireNonNull(fate, "asked for before it is done")) {
      case Fate.Stored(var place) ->
          Result.ok(
              metadata(
                  OptionalLong.of(place.baseOffset() + index),
                  place.appendTimeMs().orElse(timestampMs)));
      case Fate.StoredSomewhere() -> Result.ok(metadata(OptionalLong.empty(), timestampMs));
      case Fate.NotStored(var refusal) -> Result.refused(refusal);
    };
  }

  private RecordMetadata metadata(OptionalLong offset, long timestampMs) {
    return new RecordMetadata(lane.topic(), lane.partition().partition(), offset, timestampMs);
  }

  @Override
  public int compareTo(OutgoingBatch other) {
    return Long.compare(ordinal, other.ordinal);
  }
}
