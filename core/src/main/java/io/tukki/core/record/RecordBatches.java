package io.tukki.core.record;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Batches that lie back to back in memory: what a segment holds, a fetch answers, a producer sends.
 */
public final class RecordBatches {

  private RecordBatches() {}

  /**
   * Each batch in turn, as views. The buffer's position is left alone.
   *
   * @return an iterable whose iterators throw {@link InvalidBatchException} at bytes that are no
   *     whole batch, at the end too
   */
  public static Iterable<RecordBatch> all(ByteBuffer bytes) {
    return () -> new Batches(bytes.duplicate(), false);
  }

  /** As {@link #all}, but a batch that is cut off at the end is left out. */
  public static Iterable<RecordBatch> whole(ByteBuffer bytes) {
    return () -> new Batches(bytes.duplicate(), true);
  }

  private static final class Batches implements Iterator<RecordBatch> {

    private final ByteBuffer rest;
    private final boolean tailMayBeCut;

    Batches(ByteBuffer rest, boolean tailMayBeCut) {
      this.rest = rest;
      this.tailMayBeCut = tailMayBeCut;
    }

    @Override
    public boolean hasNext() {
      return rest.hasRemaining() && !(tailMayBeCut && isCut());
    }

    private boolean isCut() {
      int start = rest.position();
      if (rest.remaining() < BatchHeader.HEADER_BYTES) {
        return true;
      }
      long sizeBytes =
          BatchHeader.LENGTH_PREFIX_BYTES + (long) rest.getInt(start + BatchHeader.BATCH_LENGTH);
      return sizeBytes > rest.remaining();
    }

    @Override
    public RecordBatch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("there are no more batches");
      }
      RecordBatch batch = RecordBatch.wrap(rest);
      rest.position(rest.position() + batch.sizeBytes());
      return batch;
    }
  }
}
