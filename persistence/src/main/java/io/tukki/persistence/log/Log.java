package io.tukki.persistence.log;

import io.tukki.core.log.LogConfig;
import io.tukki.core.log.LogSlice;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Result;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One log on disk. Batches have offsets (of their records) and ordinals: the n-th batch ever
 * appended has ordinal n, from 1.
 *
 * <p>Threading: methods under "writer" are for one thread at a time. {@link #flush} may run on a
 * thread of its own beside the writer. Bounds and reads are for any thread.
 *
 * <p>A log whose device failed, or that is damaged, throws {@link
 * io.tukki.core.log.LogOfflineException} from everything but {@link #close}.
 */
public final class Log implements AutoCloseable {

  private final LogState state;
  private final Flushing flushing;
  private final Appending appending;
  private final Trimming trimming;
  private final Renewal renewal;
  private final Reading reading;

  private Log(LogState state) {
    this.state = state;
    this.flushing = new Flushing(state);
    this.appending = new Appending(state);
    this.trimming = new Trimming(state, flushing, appending);
    this.renewal = new Renewal(state, flushing, appending, trimming);
    this.reading = new Reading(state);
  }

  /** A log, and what was found when it was opened. */
  public record Opened(Log log, RecoveryReport report) {}

  /**
   * Opens the log, or creates it, empty, where the directory is missing or empty. One that was
   * closed cleanly is opened without reading a byte of data; otherwise what lies behind the last
   * checkpoint is scanned and a torn tail is cut.
   *
   * @throws io.tukki.core.log.LogOfflineException if it is damaged otherwise, or is another log; no
   *     file has been changed then
   */
  public static Opened open(
      LogDirectory directory,
      LogIdentity identity,
      LogConfig config,
      LogOptions options,
      long nowMs)
      throws IOException {
    Opened opened = openAsFarAsSound(directory, identity, config, options, nowMs);
    Optional<LogDamage> damage = opened.log.damage();
    if (damage.isPresent()) {
      opened.log.close();
      throw LogState.offlineBy(directory, damage.get().message());
    }
    return opened;
  }

  /**
   * As {@link #open}, but a damaged log opens too: it ends where the damage begins, see {@link
   * #damage}, and cannot be appended to. No file has been changed then. It becomes whole by {@link
   * #truncateTo} or {@link #beginAnewAt}, which keep aside what they cut.
   */
  public static Opened openAsFarAsSound(
      LogDirectory directory,
      LogIdentity identity,
      LogConfig config,
      LogOptions options,
      long nowMs)
      throws IOException {
    LogOpening.Result opened = LogOpening.open(directory, identity, config, options, nowMs);
    Log log = new Log(opened.state());
    log.reading.completeHistory();
    if (log.damage().isPresent()) {
      return new Opened(log, opened.report());
    }
    if (opened.report().scannedBytes() >= options.checkpointBytes() / 2) {
      // Or the next crash would make us read it all again.
      log.appending.saveIndexIfNew();
    }
    return new Opened(log, opened.report());
  }

  /**
   * Somebody has read something at this offset that is not what was written. The next opening reads
   * the whole segment and says what is so. Durable. To be called while the log is closed.
   */
  public static void suspect(LogDirectory directory, long offset) throws IOException {
    DamageMark.add(directory, offset);
  }

  // ---- bounds ----

  /** The first offset that can be read. Durable: never goes back. */
  public long startOffset() {
    return state.startOffset;
  }

  /** The offset that the next record must have. */
  public long endOffset() {
    return state.end.offset();
  }

  /** The ordinal that the next batch will get. */
  public long nextOrdinal() {
    return state.end.at().ordinal();
  }

  /** The offset below which everything survives a crash of the machine. */
  public long recoveryPoint() {
    return state.synced.offset();
  }

  /** Who wrote what; of everything below {@link #endOffset}. Any thread. */
  public LogHistory history() {
    return state.history;
  }

  /** What was found when the log was opened, as long as that has not been cut away. */
  public Optional<LogDamage> damage() {
    return state.damage;
  }

  /** Bytes in all segments. */
  public long sizeBytes() {
    return state.segments.sizeBytes();
  }

  /**
   * Whether a segment was finished and not flushed since. Whoever never flushes for each append
   * should {@link #flush} in the background when this becomes true.
   */
  public boolean hasUnflushedSegment() {
    return state.synced.segment() != state.end.segment();
  }

  // ---- writer ----

  /**
   * Appends all of the batches or none, with one gather write. They must be placed: offsets go on
   * from {@link #endOffset} without a gap. Their CRC is not checked again. They can be read at
   * once; they survive the process's end at once, the machine's after {@link #flush}.
   *
   * @param nowMs the age of a segment is measured from its first append
   * @throws StorageFullException if there is no room; the log is as before and goes on
   * @throws IOException if writing failed otherwise; the log is as before, or, where that could not
   *     be brought about, offline
   * @throws IllegalArgumentException if offsets do not go on from the end
   */
  public void append(List<RecordBatch> batches, long nowMs) throws IOException {
    appending.append(batches, nowMs);
  }

  /** Takes effect from the next append on. */
  public void configure(LogConfig config) {
    state.config = config;
  }

  /** Starts a new segment if the active one has records and is older than {@code segmentMs}. */
  public boolean rollIfDue(long nowMs) throws IOException {
    return appending.rollIfDue(nowMs);
  }

  /**
   * Removes, durably, every batch that ends behind {@code offset}, and of a damaged log all that is
   * not sound, which is kept aside.
   *
   * @return the new end offset, which is lower than {@code offset} where that lies within a batch
   */
  public long truncateTo(long offset) throws IOException {
    return trimming.truncateTo(offset);
  }

  /**
   * Makes everything below {@code offset} unreadable, durably; segments that lie wholly below go.
   *
   * @param offset at most {@link #endOffset}; below {@link #startOffset} nothing happens
   * @return the start offset afterwards
   */
  public long deleteBefore(long offset) throws IOException {
    return trimming.deleteBefore(offset);
  }

  /**
   * Deletes whole segments from the front that the configuration's retention gives up. The active
   * segment is rolled first where it is due or expired.
   *
   * @return the start offset afterwards
   */
  public long enforceRetention(long nowMs) throws IOException {
    return trimming.enforceRetention(nowMs);
  }

  /**
   * What {@link #enforceRetention} would delete, without deleting it. The active segment is rolled
   * where it is due or expired.
   *
   * @return where the log would start
   */
  public LogPlace expiredUpTo(long nowMs) throws IOException {
    return trimming.expiredUpTo(nowMs);
  }

  /**
   * Drops everything, durably, and goes on at a place further on, as if all before had been written
   * and deleted. After a crash it is either as before, or cut at the new start, or this.
   *
   * @param before who wrote what lay before the new start
   */
  public void beginAnewAt(LogPlace start, LogHistory before) throws IOException {
    renewal.beginAt(start, before);
  }

  /**
   * Flushes, notes that all is well, and closes files. Slices handed out stay readable. Idempotent.
   */
  @Override
  public void close() throws IOException {
    state.filesLock.lock();
    try {
      if (state.isOnline() && state.damage.isEmpty()) {
        flushing.flush();
        appending.saveIndexIfNew();
        flushing.writeCheckpointIfRoom();
      }
    } finally {
      state.filesLock.unlock();
      retire();
    }
  }

  /** Closes without flushing and deletes the whole directory. Slices handed out stay readable. */
  public void delete() throws IOException {
    retire();
    state.directory.delete();
  }

  // ---- beside the writer ----

  /**
   * Makes everything that was appended before the call durable. One caller at a time; appends may
   * go on meanwhile.
   *
   * @throws IOException if the device failed: the log is offline from now on, and for good, since
   *     what the system dropped cannot be known
   */
  public void flush() throws IOException {
    flushing.flush();
  }

  // ---- readers ----

  /**
   * Whole batches from the one that contains {@code offset}, none that ends behind {@code
   * limitOffset}, at most {@code maxBytes}, but always one batch where there is one, however large.
   * Never spans two segments. An empty slice where {@code offset} is {@code limitOffset}.
   *
   * @return a slice that the caller must close; or {@code OffsetOutOfRange}
   */
  public Result<LogSlice> read(long offset, int maxBytes, long limitOffset) throws IOException {
    return reading.read(offset, maxBytes, limitOffset);
  }

  /** Shows headers in order, from the batch with this ordinal, or the first there is behind it. */
  public void forEachHeader(long fromOrdinal, HeaderVisitor visitor) throws IOException {
    reading.forEachHeader(fromOrdinal, visitor);
  }

  /**
   * The ordinal of the batch that contains the offset; empty if that is below the start or not
   * there yet.
   */
  public OptionalLong ordinalOf(long offset) throws IOException {
    return reading.ordinalOf(offset);
  }

  /** The first batch that can be read, or where it will stand. */
  public LogPlace firstPlace() throws IOException {
    return reading.firstPlace();
  }

  /** Where the batch that contains the offset starts; empty as for {@link #ordinalOf}. */
  public Optional<LogPlace> placeOf(long offset) throws IOException {
    return reading.placeOf(offset);
  }

  /** The base offset of the batch with this ordinal; empty if it is gone or not there yet. */
  public OptionalLong baseOffsetOf(long ordinal) throws IOException {
    return reading.baseOffsetOf(ordinal);
  }

  /** The first record below {@code limitOffset} whose timestamp is {@code timestampMs} or later. */
  public TimestampLookup findByTimestamp(long timestampMs, long limitOffset) throws IOException {
    return reading.look(() -> new TimestampSearch(state, timestampMs, limitOffset).run());
  }

  private void retire() {
    state.close();
    state.segments.asList().forEach(Segment::retire);
  }
}
