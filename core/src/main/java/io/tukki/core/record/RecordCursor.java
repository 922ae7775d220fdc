package io.tukki.core.record;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of a batch and checks each one's shape as it passes; makes objects only where
 * it is asked for them.
 *
 * <pre>
 * length           varint   of all that follows
 * attributes       int8
 * timestamp delta  varlong  to the batch's base timestamp
 * offset delta     varint   to the batch's base offset
 * key length       varint   -1 for none, then the key
 * value length     varint   -1 for none, then the value
 * header count     varint   then per header: key length and key, value length (-1 for none) and value
 * </pre>
 */
final class RecordCursor implements AutoCloseable {

  private static final int NO_BYTES = -1;

  private final RecordBytes bytes;
  private final long baseOffset;
  private final int lastOffsetDelta;
  private final long baseTimestampMs;
  private final boolean stampedByLeader;
  private final long maxTimestampMs;

  private int recordsLeft;
  private int offsetDelta = -1;
  private long timestampDeltaMs;
  private int keyAt;
  private int keyBytes;
  private int valueAt;
  private int valueBytes;
  private int headersAt;
  private int headerCount;

  RecordCursor(RecordBatch batch, RecordBytes bytes) {
    this.bytes = bytes;
    this.baseOffset = batch.baseOffset();
    this.lastOffsetDelta = batch.lastOffsetDelta();
    this.baseTimestampMs = batch.baseTimestampMs();
    this.stampedByLeader = batch.timestampType() == TimestampType.LOG_APPEND_TIME;
    this.maxTimestampMs = batch.maxTimestampMs();
    this.recordsLeft = batch.recordCount();
    if (recordsLeft < 0) {
      throw new InvalidBatchException("the batch claims %d records".formatted(recordsLeft));
    }
  }

  boolean hasNext() {
    return recordsLeft > 0;
  }

  /** Steps onto the next record; at the last one, checks that nothing lies behind it. */
  void advance() {
    bytes.have(Varint.MAX_INT_BYTES);
    try {
      int length = Varint.readInt(bytes.window());
      if (length < 0 || !bytes.have(length)) {
        throw new InvalidBatchException(
            "a record claims %d bytes, the batch holds %d more"
                .formatted(length, bytes.window().remaining()));
      }
      parse(bytes.window(), length);
    } catch (BufferUnderflowException e) {
      throw new InvalidBatchException("a record ends in the middle of a field", e);
    }
    recordsLeft--;
  }

  /**
   * To be called behind the last record, when nothing more is taken of it.
   *
   * @throws InvalidBatchException if the batch goes on
   */
  void expectEnd() {
    if (bytes.have(1)) {
      throw new InvalidBatchException("the batch holds more than the records that it counts");
    }
  }

  private void parse(ByteBuffer window, int length) {
    int windowEnd = window.limit();
    int end = window.position() + length;
    window.limit(end);
    try {
      window.get(); // attributes: none are defined
      timestampDeltaMs = Varint.readLong(window);
      parseOffsetDelta(Varint.readInt(window));
      keyBytes = lengthAt(window, "key");
      keyAt = window.position();
      skip(window, keyBytes);
      valueBytes = lengthAt(window, "value");
      valueAt = window.position();
      skip(window, valueBytes);
      parseHeaders(window);
      if (window.hasRemaining()) {
        throw new InvalidBatchException(
            "a record is %d bytes longer than its fields".formatted(window.remaining()));
      }
    } finally {
      window.limit(windowEnd);
    }
  }

  private void parseOffsetDelta(int delta) {
    if (delta <= offsetDelta || delta > lastOffsetDelta) {
      throw new InvalidBatchException(
          "offset delta %d follows %d in a batch whose last is %d"
              .formatted(delta, offsetDelta, lastOffsetDelta));
    }
    offsetDelta = delta;
  }

  private void parseHeaders(ByteBuffer window) {
    headerCount = Varint.readInt(window);
    headersAt = window.position();
    // Each header takes two bytes at least, so that a lying count ends here and not in a long loop.
    if (headerCount < 0 || headerCount > window.remaining() / 2) {
      throw new InvalidBatchException(
          "a record claims %d headers in %d bytes".formatted(headerCount, window.remaining()));
    }
    for (int i = 0; i < headerCount; i++) {
      int headerKeyBytes = lengthAt(window, "header key");
      if (headerKeyBytes == NO_BYTES) {
        throw new InvalidBatchException("a header has no key");
      }
      skip(window, headerKeyBytes);
      skip(window, lengthAt(window, "header value"));
    }
  }

  private static int lengthAt(ByteBuffer window, String what) {
    int length = Varint.readInt(window);
    if (length < NO_BYTES || length > window.remaining()) {
      throw new InvalidBatchException(
          "a %s claims %d bytes, the record has %d left"
              .formatted(what, length, window.remaining()));
    }
    return length;
  }

  private static void skip(ByteBuffer window, int length) {
    if (length > 0) {
      window.position(window.position() + length);
    }
  }

  int offsetDelta() {
    return offsetDelta;
  }

  /** The record the cursor stands on, as views. To be called before the next {@link #advance()}. */
  Record record() {
    return new Record(
        baseOffset + offsetDelta,
        timestampMs(),
        view(keyAt, keyBytes),
        view(valueAt, valueBytes),
        headerCount == 0 ? List.of() : headers());
  }

  long timestampMs() {
    return stampedByLeader ? maxTimestampMs : baseTimestampMs + timestampDeltaMs;
  }

  private @Nullable ByteBuffer view(int at, int length) {
    return length == NO_BYTES ? null : bytes.window().slice(at, length);
  }

  private List<RecordHeader> headers() {
    ByteBuffer window = bytes.window().duplicate();
    window.position(headersAt);
    List<RecordHeader> headers = new ArrayList<>(headerCount);
    for (int i = 0; i < headerCount; i++) {
      int headerKeyBytes = Varint.readInt(window);
      String key =
          StandardCharsets.UTF_8.decode(window.slice(window.position(), headerKeyBytes)).toString();
      skip(window, headerKeyBytes);
      int headerValueBytes = Varint.readInt(window);
      headers.add(new RecordHeader(key, view(window.position(), headerValueBytes)));
      skip(window, headerValueBytes);
    }
    return headers;
  }

  @Override
  public void close() {
    bytes.close();
  }
}
