package io.tukki.persistence.log;

import java.io.IOException;

/**
 * Works out which bytes of a segment answer a read: whole batches from one that holds an offset, up
 * to a size and below an offset. Reads headers only where the index does not know enough.
 */
final class Stretch {

  private final Segment segment;
  private final StorageFile file;
  private final OffsetIndex index;
  private final SegmentEnd readable;

  private int position;
  private int endPosition;
  private long nextOffset;

  /** The caller holds a lease on the file. */
  Stretch(Segment segment, StorageFile file, SegmentIndex index, SegmentEnd readable) {
    this.segment = segment;
    this.file = file;
    this.index = index.offsets();
    this.readable = readable;
  }

  void startAt(int batchPosition, long batchOffset) {
    position = batchPosition;
    endPosition = batchPosition;
    nextOffset = batchOffset;
  }

  void startAtBatchOf(long offset) throws IOException {
    OffsetIndex.Place place = index.floorOfOffset(offset - segment.baseOffset());
    if (segment.baseOffset() + place.relativeOffset() == offset) {
      startAt(place.position(), offset);
      return;
    }
    HeaderCursor cursor = segment.cursorTowards(file, place, readable.position());
    if (!cursor.seekOffset(offset)) {
      throw new DamageException(
          offset, "%s has no batch with offset %d".formatted(segment.name(), offset));
    }
    startAt(cursor.position(), cursor.offset());
  }

  /**
   * Takes in batches: at least one, however large, if it ends at or before the limit. Where size is
   * what ends the stretch, it may end a little earlier than it must, at a place the index knows.
   */
  void extend(int maxBytes, long limitOffset) throws IOException {
    boolean limited = limitOffset < readable.offset();
    if (!limited && readable.position() - position <= maxBytes) {
      advanceTo(readable.position(), readable.offset());
      return;
    }
    long farthest = Math.min((long) position + maxBytes, readable.position());
    OffsetIndex.Place bySize = index.floorOfPosition(farthest);
    if (!limited || bySize.relativeOffset() <= limitOffset - segment.baseOffset()) {
      skipTo(bySize);
      if (endPosition > position && !limited) {
        return;
      }
    } else {
      skipTo(index.floorOfOffset(limitOffset - segment.baseOffset()));
    }
    walk(maxBytes, limitOffset);
  }

  private void skipTo(OffsetIndex.Place place) {
    if (place.position() > endPosition) {
      advanceTo(place.position(), segment.baseOffset() + place.relativeOffset());
    }
  }

  private void walk(int maxBytes, long limitOffset) throws IOException {
    HeaderCursor cursor = new HeaderCursor(file, endPosition, nextOffset, 0, readable.position());
    while (nextOffset < limitOffset && cursor.next()) {
      if (cursor.nextOffset() > readable.offset()) {
        throw new DamageException(
            cursor.offset(),
            "%s, at %d: a batch goes on beyond the segment's last offset"
                .formatted(segment.name(), cursor.position()));
      }
      boolean tooLarge = cursor.endPosition() - position > maxBytes && endPosition > position;
      if (tooLarge || cursor.nextOffset() > limitOffset) {
        return;
      }
      advanceTo(cursor.endPosition(), cursor.nextOffset());
    }
  }

  private void advanceTo(int newEnd, long newNextOffset) {
    endPosition = newEnd;
    nextOffset = newNextOffset;
  }

  int position() {
    return position;
  }

  int endPosition() {
    return endPosition;
  }

  int sizeBytes() {
    return endPosition - position;
  }

  long nextOffset() {
    return nextOffset;
  }
}
