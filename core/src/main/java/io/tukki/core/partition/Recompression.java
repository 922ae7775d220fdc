package io.tukki.core.partition;

import io.tukki.core.record.Compression;
import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.record.RecordIterator;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;

/**
 * Packs a batch's records anew, where its topic insists on another compression than the producer's.
 * The only place that looks inside an appended batch; it costs accordingly.
 */
final class Recompression {

  private Recompression() {}

  static Result<RecordBatch> of(RecordBatch batch, Compression wanted) {
    RecordBatchBuilder builder = new RecordBatchBuilder(wanted, batch.sizeBytes());
    try (RecordIterator records = batch.records()) {
      while (records.hasNext()) {
        Record record = records.next();
        builder.append(record.timestampMs(), record.key(), record.value(), record.headers());
      }
    } catch (InvalidBatchException e) {
      return Result.refused(new Refusal.CorruptBatch(String.valueOf(e.getMessage())));
    }
    if (batch.hasProducerId()) {
      builder.producer(batch.producerId(), batch.producerEpoch(), batch.baseSequence());
    }
    return Result.ok(builder.build());
  }
}
