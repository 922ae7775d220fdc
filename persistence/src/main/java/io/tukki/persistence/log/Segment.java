package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a log in a file of its own: batches back to back from {@code baseOffset} on. The
 * last one of a log is written to, the others are sealed.
 *
 * <p>Threading: the log's writer changes it; {@link #end()} tells any reader how far it goes. A
 * reader takes a lease with {@link #acquire()} before it touches the file.
 */
final class Segment implements OpenSegments.Member {

  /** An index in memory, and what {@link OpenSegments} counts for it: 0 while it must be kept. */
  private record HeldIndex(SegmentIndex index, int countedBytes) {}

  private final LogDirectory directory;
  private final OpenSegments openSegments;
  private final long baseOffset;
  private final long baseOrdinal;
  private final SegmentFile file;
  private final AtomicReference<@Nullable HeldIndex> held = new AtomicReference<>();
  private final Object indexLoading = new Object();

  private volatile SegmentEnd end;
  private volatile boolean sealed;
  private volatile boolean usedLately;
  private volatile boolean unsynced;

  Segment(
      LogDirectory directory,
      OpenSegments openSegments,
      long baseOffset,
      long baseOrdinal,
      SegmentEnd end) {
    this.directory = directory;
    this.openSegments = openSegments;
    this.baseOffset = baseOffset;
    this.baseOrdinal = baseOrdinal;
    this.end = end;
    this.file =
        new SegmentFile(
            directory.storage(),
            directory.path().resolve(SegmentName.of(baseOffset, SegmentName.LOG)));
    // Until the log says which one it writes to.
    this.sealed = true;
  }

  /** A new, empty segment with its file. */
  static Segment create(
      LogDirectory directory, OpenSegments openSegments, long baseOffset, long baseOrdinal)
      throws IOException {
    Segment segment =
        new Segment(
            directory,
            openSegments,
            baseOffset,
            baseOrdinal,
            SegmentEnd.empty(baseOffset, baseOrdinal));
    segment.file.create();
    segment.held.set(new HeldIndex(new SegmentIndex(), 0));
    segment.sealed = false;
    openSegments.opened(segment);
    return segment;
  }

  long baseOffset() {
    return baseOffset;
  }

  long baseOrdinal() {
    return baseOrdinal;
  }

  SegmentEnd end() {
    return end;
  }

  String name() {
    return SegmentName.of(baseOffset, SegmentName.LOG);
  }

  // ---- the file ----

  /** A lease on the file, to be answered with one {@link #release()}. */
  StorageFile acquire() throws IOException {
    usedLately = true;
    SegmentFile.Lease lease = file.acquire();
    if (lease.opened()) {
      openSegments.opened(this);
    }
    return lease.file();
  }

  void release() {
    file.release();
  }

  /** Gives up the file and the index; slices handed out stay readable. Idempotent. */
  void retire() {
    file.retire();
    dropIndex();
    openSegments.closed(this);
  }

  /** Retires the segment and deletes its files. Nothing is durable yet. */
  void delete() throws IOException {
    retire();
    IndexFile.delete(directory, baseOffset);
    directory.storage().delete(file.path());
  }

  @Override
  public boolean wasUsedLately() {
    boolean was = usedLately;
    usedLately = false;
    return was;
  }

  @Override
  public boolean giveUp(boolean evenIfUnsynced) {
    if ((unsynced && !evenIfUnsynced) || !file.closeIfIdle()) {
      return false;
    }
    dropIndex();
    return true;
  }

  // ---- writing ----

  /** Puts bytes behind the end. They count from {@link #advanceTo} on. */
  void write(int position, ByteBuffer[] sources, int count) throws IOException {
    unsynced = true;
    StorageFile open = acquire();
    try {
      long at = position;
      int first = 0;
      while (first < count) {
        if (sources[first].hasRemaining()) {
          at += open.write(at, sources, first, count - first);
        } else {
          first++;
        }
      }
    } finally {
      release();
    }
  }

  void advanceTo(SegmentEnd newEnd) {
    end = newEnd;
  }

  /** Whether anything lies behind the end, put there by a write that failed. */
  boolean hasBytesBehindEnd() throws IOException {
    StorageFile open = acquire();
    try {
      return open.size() > end.position();
    } finally {
      release();
    }
  }

  /**
   * Cuts the segment durably, so that no crash brings back what was there. The index file is
   * deleted first: it may cover what goes.
   */
  void cutTo(SegmentEnd newEnd, int indexIntervalBytes) throws IOException {
    index(indexIntervalBytes).trimTo(relative(newEnd.offset()), newEnd.position());
    deleteIndexDurably();
    end = newEnd;
    cutFileTo(newEnd.position());
  }

  /**
   * Deletes a segment at the end of the log, durably and with all that a crash could bring back.
   */
  void cutAway() throws IOException {
    deleteIndexDurably();
    cutFileTo(0);
    delete();
    directory.storage().syncDirectory(directory.path());
  }

  private void deleteIndexDurably() throws IOException {
    IndexFile.delete(directory, baseOffset);
    directory.storage().syncDirectory(directory.path());
  }

  /**
   * One byte more is left until the rest is durably gone. Should this process die before that, the
   * next one sees a torn tail, and cuts and syncs it before it appends anything.
   */
  private void cutFileTo(int position) throws IOException {
    StorageFile open = acquire();
    try {
      open.truncate(position + 1L);
      open.force();
      open.truncate(position);
    } finally {
      release();
    }
  }

  void force() throws IOException {
    StorageFile open = acquire();
    try {
      // Before, so that a write meanwhile is not taken for synced.
      unsynced = false;
      open.force();
    } finally {
      release();
    }
  }

  // ---- the index ----

  /** Nothing is appended any more: the index may be forgotten and read again. */
  void seal() {
    sealed = true;
    HeldIndex now = held.get();
    if (now != null && now.countedBytes == 0) {
      hold(now.index);
    }
  }

  /** The log writes to this segment: its index stays in memory once it is there. */
  void unseal() {
    sealed = false;
    HeldIndex now = held.get();
    if (now != null && held.compareAndSet(now, new HeldIndex(now.index, 0))) {
      openSegments.indexDropped(now.countedBytes);
    }
  }

  /** The index, read or made anew where it is not in memory. */
  SegmentIndex index(int intervalBytes) throws IOException {
    usedLately = true;
    HeldIndex now = held.get();
    if (now != null) {
      return now.index;
    }
    SegmentIndex index;
    synchronized (indexLoading) {
      now = held.get();
      if (now != null) {
        return now.index;
      }
      index = loadIndex(intervalBytes);
      held.set(new HeldIndex(index, 0));
    }
    if (sealed) {
      hold(index);
    }
    return index;
  }

  /** Counts the index from now on. Outside the loading lock, since room may be made for it. */
  private void hold(SegmentIndex index) {
    int bytes = Math.max(1, index.memoryBytes());
    held.set(new HeldIndex(index, bytes));
    openSegments.indexLoaded(this, bytes);
  }

  private void dropIndex() {
    HeldIndex now = held.get();
    if (now != null && now.countedBytes > 0 && held.compareAndSet(now, null)) {
      openSegments.indexDropped(now.countedBytes);
    }
  }

  private SegmentIndex loadIndex(int intervalBytes) throws IOException {
    SegmentEnd whole = end;
    Optional<IndexFile.Content> stored =
        IndexFile.read(directory, baseOffset)
            .filter(content -> content.header().baseOrdinal() == baseOrdinal)
            .filter(content -> content.header().covered().position() <= whole.position());
    SegmentIndex index = stored.map(IndexFile.Content::index).orElseGet(SegmentIndex::new);
    SegmentEnd covered =
        stored
            .map(content -> content.header().covered())
            .orElse(SegmentEnd.empty(baseOffset, baseOrdinal));
    if (covered.position() < whole.position()) {
      extend(index, covered, whole, intervalBytes);
    }
    return index;
  }

  private void extend(SegmentIndex index, SegmentEnd from, SegmentEnd to, int intervalBytes)
      throws IOException {
    StorageFile open = acquire();
    try {
      HeaderCursor cursor =
          new HeaderCursor(open, from.position(), from.offset(), from.ordinal(), to.position());
      long maxTimestampMs = from.maxTimestampMs();
      while (cursor.next()) {
        index.consider(
            relative(cursor.offset()),
            cursor.position(),
            (int) (cursor.ordinal() - baseOrdinal),
            maxTimestampMs,
            intervalBytes);
        maxTimestampMs = Math.max(maxTimestampMs, cursor.maxTimestampMs());
      }
    } catch (DamageException e) {
      throw new DamageException(e.offset(), name() + ", " + e.getMessage());
    } finally {
      release();
    }
  }

  /** Writes the index out, with a note that the segment is whole up to here on this boot. */
  void saveIndex(Optional<BootId> bootId, int intervalBytes) throws IOException {
    IndexFile.write(
        directory,
        new IndexFile.Header(baseOffset, baseOrdinal, bootId, end),
        index(intervalBytes));
  }

  int relative(long offset) {
    return Math.toIntExact(offset - baseOffset);
  }

  // ---- reading ----

  /** A cursor at the last place known at or before an offset; the caller holds a lease. */
  HeaderCursor cursorTowards(StorageFile open, OffsetIndex.Place place, int limit) {
    return new HeaderCursor(
        open,
        place.position(),
        baseOffset + place.relativeOffset(),
        baseOrdinal + place.relativeOrdinal(),
        limit);
  }
}
