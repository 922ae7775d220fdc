package io.tukki.core.record;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The records of one batch, in order, decompressed as they are asked for.
 *
 * <p>Either go to the end or {@link #close()}: a decompressor may hold memory outside the heap. Not
 * thread-safe. Each method throws {@link InvalidBatchException} where the bytes are not the records
 * that the batch claims; after that the iterator is closed.
 */
public final class RecordIterator implements Iterator<Record>, AutoCloseable {

  private final RecordCursor cursor;

  RecordIterator(RecordCursor cursor) {
    this.cursor = cursor;
    if (!cursor.hasNext()) {
      cursor.close();
    }
  }

  @Override
  public boolean hasNext() {
    return cursor.hasNext();
  }

  @Override
  public Record next() {
    if (!cursor.hasNext()) {
      throw new NoSuchElementException("the batch has no more records");
    }
    try {
      cursor.advance();
      Record record = cursor.record();
      if (!cursor.hasNext()) {
        cursor.expectEnd();
        cursor.close();
      }
      return record;
    } catch (InvalidBatchException e) {
      cursor.close();
      throw e;
    }
  }

  /** Idempotent; records that were handed out stay good. */
  @Override
  public void close() {
    cursor.close();
  }
}
