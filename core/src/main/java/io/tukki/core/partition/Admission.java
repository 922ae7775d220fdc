package io.tukki.core.partition;

import io.tukki.core.cluster.TopicConfig;
import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.Compression;
import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.TimestampType;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.Optional;

/**
 * The checks that an append must pass before it is queued: all that can be said from the batch, its
 * topic's configuration and the number of replicas alone. They cost CPU by the byte (the CRC), so
 * they are made on the caller's thread, not on the partition's.
 */
public final class Admission {

  /** Six empty fields and its own length: no record is smaller. */
  private static final int SMALLEST_RECORD_BYTES = 7;

  private Admission() {}

  /**
   * The batch as it is to be stored, which is the producer's own unless the topic insists on
   * another compression; or what speaks against it.
   *
   * @param replicasInSync how many replicas would take part in the append
   * @param nowMs the clock that producers' timestamps are held against
   */
  public static Result<RecordBatch> admit(
      RecordBatch batch, Acks acks, TopicConfig config, int replicasInSync, long nowMs) {
    if (acks == Acks.ALL && replicasInSync < config.minInSyncReplicas()) {
      return Result.refused(
          new Refusal.NotEnoughReplicas(replicasInSync, config.minInSyncReplicas()));
    }
    Optional<Refusal> objection =
        sizeObjection(batch, config)
            .or(() -> headerObjection(batch))
            .or(() -> timestampObjection(batch, config, nowMs))
            .or(() -> contentObjection(batch));
    if (objection.isPresent()) {
      return Result.refused(objection.get());
    }
    return config.compression().isEmpty() || config.compression().equals(batch.compression())
        ? Result.ok(batch)
        : Recompression.of(batch, config.compression().get())
            .flatMap(
                packed ->
                    sizeObjection(packed, config)
                        .<Result<RecordBatch>>map(Result::refused)
                        .orElseGet(() -> Result.ok(packed)));
  }

  private static Optional<Refusal> sizeObjection(RecordBatch batch, TopicConfig config) {
    return batch.sizeBytes() > config.maxMessageBytes()
        ? Optional.of(new Refusal.RecordTooLarge(batch.sizeBytes(), config.maxMessageBytes()))
        : Optional.empty();
  }

  private static Optional<Refusal> headerObjection(RecordBatch batch) {
    if (batch.recordCount() < 1 || batch.lastOffsetDelta() != batch.recordCount() - 1) {
      return corrupt(
          "A batch's records have consecutive offsets; this one claims %d records over %d offsets."
              .formatted(batch.recordCount(), batch.lastOffsetDelta() + 1L));
    }
    if (claimsMoreRecordsThanFit(batch)) {
      return corrupt(
          "%d records cannot be in %d bytes.".formatted(batch.recordCount(), batch.sizeBytes()));
    }
    if (batch.isControl() || batch.isTransactional()) {
      return Optional.of(
          new Refusal.InvalidRequest(
              "Clients write no control batches, and transactions are not served."));
    }
    if (batch.hasProducerId() && (batch.producerEpoch() < 0 || batch.baseSequence() < 0)) {
      return corrupt(
          "An idempotent producer's epoch and sequence number are 0 or more, not %d and %d."
              .formatted(batch.producerEpoch(), batch.baseSequence()));
    }
    if (batch.compression().isEmpty()) {
      return Optional.of(
          new Refusal.UnsupportedCompression(
              "Compression %d is none of the format's."
                  .formatted(batch.attributes() & BatchHeader.COMPRESSION_MASK)));
    }
    return Optional.empty();
  }

  /**
   * A false count would make a hole in the offsets; where records are compressed, it cannot be
   * seen.
   */
  private static boolean claimsMoreRecordsThanFit(RecordBatch batch) {
    long recordBytes = batch.sizeBytes() - (long) BatchHeader.HEADER_BYTES;
    return batch.compression().filter(Compression.NONE::equals).isPresent()
        && (long) batch.recordCount() * SMALLEST_RECORD_BYTES > recordBytes;
  }

  private static Optional<Refusal> timestampObjection(
      RecordBatch batch, TopicConfig config, long nowMs) {
    if (config.timestampType() == TimestampType.LOG_APPEND_TIME) {
      return Optional.empty();
    }
    if (batch.timestampType() == TimestampType.LOG_APPEND_TIME) {
      return Optional.of(
          new Refusal.InvalidTimestamp(
              "The batch claims the leader's timestamps, but its topic keeps the producer's."));
    }
    // Only what the header says of the first and of the latest record: looking at each would mean
    // to decompress.
    if (batch.maxTimestampMs() - nowMs > config.timestampAfterMaxMs()) {
      return outOfBounds(batch.maxTimestampMs(), "future", config.timestampAfterMaxMs());
    }
    if (batch.baseTimestampMs() >= 0
        && nowMs - batch.baseTimestampMs() > config.timestampBeforeMaxMs()) {
      return outOfBounds(batch.baseTimestampMs(), "past", config.timestampBeforeMaxMs());
    }
    return Optional.empty();
  }

  private static Optional<Refusal> outOfBounds(long timestampMs, String where, long boundMs) {
    return Optional.of(
        new Refusal.InvalidTimestamp(
            "The timestamp %d lies further in the %s than the %d ms that the topic allows."
                .formatted(timestampMs, where, boundMs)));
  }

  private static Optional<Refusal> contentObjection(RecordBatch batch) {
    try {
      batch.verify();
      return Optional.empty();
    } catch (InvalidBatchException e) {
      return corrupt(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Refusal> corrupt(String message) {
    return Optional.of(new Refusal.CorruptBatch(message));
  }
}
