package io.tukki.api.http.record;

import io.tukki.actors.Partitions.Fetched;
import io.tukki.core.log.LogSlice;
import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatches;
import io.tukki.core.record.RecordIterator;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import java.io.IOException;

/** Takes fetched slices apart, record by record. To be used where blocking is allowed. */
public final class Slices {

  /** Takes records one after another. */
  @FunctionalInterface
  public interface Taker {
    /** Answers whether it wants another one. */
    boolean take(Record record) throws IOException;
  }

  private final long offset;
  private final Taker taker;
  private long next;

  private Slices(long offset, Taker taker) {
    this.offset = offset;
    this.taker = taker;
    this.next = offset;
  }

  /**
   * Hands over the records from an offset on, without those that are not clients' affair, and
   * closes the slice.
   *
   * @return where to go on
   * @throws RefusedException if the disk gave back something else than was stored
   */
  public static long forEach(Fetched fetched, long offset, Taker taker) throws IOException {
    Slices slices = new Slices(offset, taker);
    try (LogSlice slice = fetched.slice()) {
      for (RecordBatch batch : RecordBatches.all(slice.toByteBuffer())) {
        if (batch.lastOffset() >= offset && !slices.take(batch)) {
          break;
        }
      }
    } catch (InvalidBatchException e) {
      fetched.slice().suspect();
      throw new RefusedException(
          new Refusal.LogOffline(
              "The log is damaged behind offset %d: %s.".formatted(slices.next, e.getMessage())));
    }
    return slices.next;
  }

  /** Answers whether the taker wants more. */
  private boolean take(RecordBatch batch) throws IOException {
    batch.verify();
    if (!batch.isControl()) {
      try (RecordIterator records = batch.records()) {
        while (records.hasNext()) {
          Record record = records.next();
          if (record.offset() >= offset) {
            next = record.offset() + 1;
            if (!taker.take(record)) {
              return false;
            }
          }
        }
      }
    }
    // A batch may cover more offsets than it has records left.
    next = batch.nextOffset();
    return true;
  }
}
