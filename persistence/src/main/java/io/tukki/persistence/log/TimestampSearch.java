package io.tukki.persistence.log;

import io.tukki.core.log.TimestampLookup;
import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordIterator;
import io.tukki.core.record.TimestampType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Finds the first record that is no earlier than a time. One use. */
final class TimestampSearch {

  private final LogState state;
  private final long timestampMs;
  private final LogEnd end;
  private final long startOffset;
  private final long limitOffset;

  TimestampSearch(LogState state, long timestampMs, long limitOffset) {
    this.state = state;
    this.timestampMs = timestampMs;
    this.end = state.end;
    this.startOffset = state.startOffset;
    this.limitOffset = Math.min(limitOffset, end.offset());
  }

  TimestampLookup run() throws IOException {
    Segments segments = state.segments;
    for (int i = segments.indexOfOffset(startOffset); i < segments.count(); i++) {
      Segment segment = segments.at(i);
      if (segment.baseOffset() >= limitOffset) {
        break;
      }
      SegmentEnd readable = Reading.readable(segment, end);
      if (readable.maxTimestampMs() >= timestampMs) {
        Optional<TimestampLookup> found = searchSegment(segment, readable);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    return new TimestampLookup.NoneSoLate();
  }

  private Optional<TimestampLookup> searchSegment(Segment segment, SegmentEnd readable)
      throws IOException {
    SegmentIndex index = segment.index(state.config.indexIntervalBytes());
    long from =
        Math.max(index.times().offsetBefore(timestampMs), startOffset - segment.baseOffset());
    StorageFile file = segment.acquire();
    try {
      HeaderCursor cursor =
          segment.cursorTowards(file, index.offsets().floorOfOffset(from), readable.position());
      while (cursor.next() && cursor.offset() < limitOffset) {
        if (cursor.nextOffset() > startOffset && cursor.maxTimestampMs() >= timestampMs) {
          Optional<TimestampLookup> found = searchBatch(file, cursor);
          if (found.isPresent()) {
            return found;
          }
        }
      }
      return Optional.empty();
    } finally {
      segment.release();
    }
  }

  private Optional<TimestampLookup> searchBatch(StorageFile file, HeaderCursor cursor)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(cursor.endPosition() - cursor.position());
    SmallFile.readFully(file, cursor.position(), bytes);
    RecordBatch batch = RecordBatch.wrap(bytes.flip());
    if (batch.timestampType() == TimestampType.LOG_APPEND_TIME) {
      return Optional.of(firstOf(batch));
    }
    try (RecordIterator records = batch.records()) {
      while (records.hasNext()) {
        Record record = records.next();
        if (record.timestampMs() >= timestampMs && isReadable(record.offset())) {
          return Optional.of(
              new TimestampLookup.Found(
                  record.offset(), record.timestampMs(), batch.leaderEpoch()));
        }
      }
      return Optional.empty();
    } catch (InvalidBatchException e) {
      // Its producer's doing: the batch is what was appended, and its start is a good enough
      // answer.
      return Optional.of(firstOf(batch));
    }
  }

  private TimestampLookup firstOf(RecordBatch batch) {
    return new TimestampLookup.Found(
        Math.max(batch.baseOffset(), startOffset), batch.maxTimestampMs(), batch.leaderEpoch());
  }

  private boolean isReadable(long offset) {
    return offset >= startOffset && offset < limitOffset;
  }
}
