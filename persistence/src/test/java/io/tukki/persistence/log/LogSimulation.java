package io.tukki.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.log.LogConfig;
import io.tukki.core.log.LogOfflineException;
import io.tukki.core.log.LogSlice;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;

/**
 * One random life of a log on a disk that tears, fills up and fails, held against {@link LogModel}
 * after every step. All of it follows from the seed.
 */
final class LogSimulation {

  /** What a run came across, so that a test can tell that it was not all sunshine. */
  static final class Tally {
    @Override
    public String toString() {
      return "%d process crashes, %d machine crashes (%d offline after), %d failed appends, %d on a full device, %d failed syncs, %d tails cut, %d times opened"
          .formatted(
              processCrashes,
              machineCrashes,
              offlineAfterMachineCrash,
              failedAppends,
              fullAppends,
              failedSyncs,
              cutTails,
              reopened);
    }

    int processCrashes;
    int machineCrashes;
    int offlineAfterMachineCrash;
    int failedAppends;
    int fullAppends;
    int failedSyncs;
    int cutTails;
    int reopened;
  }

  private static final int OPERATIONS = 60;

  private final Random random;
  private final LogFixture fixture;
  private final LogModel model = new LogModel();
  private final Tally tally;
  private final StringBuilder trace = new StringBuilder();
  private Log log;
  private boolean syncFailed;
  private boolean unsyncedSegments;
  private boolean over;

  LogSimulation(long seed, Tally tally) {
    this.random = new Random(seed);
    this.tally = tally;
    this.fixture = new LogFixture(seed);
    fixture.config = randomConfig();
    fixture.checkpointBytes = pick(100, 300, 1_000, 1_000_000);
    fixture.openSegments = new OpenSegments(pick(1, 2, 1_000), pick(1, 200, 1_000_000));
    fixture.storage.writeShort(random.nextInt(4) == 0);
  }

  String trace() {
    return trace.toString();
  }

  void run() throws IOException {
    reopen();
    for (int i = 0; i < OPERATIONS && !over; i++) {
      sometimesArm();
      step();
    }
    if (!over) {
      fixture.storage.crashAtStep(Integer.MAX_VALUE);
      checkAll();
    }
  }

  private void sometimesArm() {
    if (random.nextInt(12) == 0) {
      int step = 1 + random.nextInt(14);
      note("crash armed at step " + step);
      fixture.storage.crashAtStep(step);
    }
    if (random.nextInt(25) == 0) {
      SimulatedStorage.Fault fault =
          pickFrom(
              SimulatedStorage.Fault.WRITE,
              SimulatedStorage.Fault.FORCE,
              SimulatedStorage.Fault.TRUNCATE,
              SimulatedStorage.Fault.SYNC_DIRECTORY);
      note("fault armed: " + fault);
      fixture.storage.failAt(fault, 1 + random.nextInt(3));
    }
    if (random.nextInt(15) == 0) {
      boolean full = random.nextBoolean();
      note(full ? "device nearly full" : "device has room");
      fixture.storage.limitTo(
          full ? fixture.storage.usedBytes() + random.nextInt(600) : Long.MAX_VALUE);
    }
  }

  private void step() throws IOException {
    fixture.nowMs += random.nextInt(50);
    model.startOperation();
    unsyncedSegments = log.hasUnflushedSegment();
    try {
      operate();
      model.synced = Math.max(model.synced, log.recoveryPoint());
      checkBounds();
    } catch (SimulatedCrash e) {
      restart();
    } catch (LogOfflineException e) {
      // Only ever after a failure that cannot be taken back.
      assertThat(syncFailed).describedAs("went offline: " + e.getMessage()).isTrue();
      restart();
    }
  }

  private void operate() throws IOException {
    int dice = random.nextInt(100);
    if (dice < 45) {
      append();
    } else if (dice < 55) {
      flush();
    } else if (dice < 70) {
      read();
    } else if (dice < 75) {
      lookUpTime();
    } else if (dice < 79) {
      lookUpOrdinal();
    } else if (dice < 83) {
      deleteBefore();
    } else if (dice < 86) {
      retain();
    } else if (dice < 90) {
      truncate();
    } else if (dice < 93) {
      fixture.config = randomConfig();
      note("configure " + fixture.config);
      log.configure(fixture.config);
    } else if (dice < 96) {
      note("close");
      close();
      fixture.storage.failNoMore();
      reopen();
    } else {
      note("crash now");
      throw crashNow();
    }
  }

  private SimulatedCrash crashNow() {
    return new SimulatedCrash();
  }

  // ---- operations ----

  private void append() throws IOException {
    List<RecordBatch> batches = new ArrayList<>();
    long offset = model.end;
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      RecordBatch batch = randomBatch(offset);
      batches.add(batch);
      offset = batch.nextOffset();
    }
    note("append %d batches at %d".formatted(count, model.end));
    model.batches.addAll(batches);
    unsyncedSegments = true;
    try {
      log.append(batches, fixture.nowMs);
      model.end = offset;
      model.lowestEnd = offset;
    } catch (StorageFullException e) {
      tally.fullAppends++;
      refused(e);
    } catch (IOException e) {
      tally.failedAppends++;
      refused(e);
    }
  }

  /** A refused append has left nothing, or the log is offline and nobody knows. */
  private void refused(IOException e) {
    note("  refused: " + e.getMessage());
    if (e.getSuppressed().length > 0) {
      syncFailed = true;
      throw new LogOfflineException("not taken back");
    }
    model.batches.removeIf(batch -> batch.baseOffset() >= model.end);
  }

  private RecordBatch randomBatch(long offset) {
    long[] timestamps = new long[1 + random.nextInt(3)];
    for (int i = 0; i < timestamps.length; i++) {
      timestamps[i] = fixture.nowMs + random.nextInt(60) - 30;
    }
    return TestBatches.batch(offset, random.nextInt(80), timestamps);
  }

  private void flush() throws IOException {
    note("flush");
    durably(
        () -> {
          log.flush();
          model.synced = model.end;
        });
  }

  @FunctionalInterface
  private interface Durable {
    void run() throws IOException;
  }

  /** Runs what may meet a failing sync; then the log must be offline. */
  private void durably(Durable operation) throws IOException {
    flushing = true;
    try {
      operation.run();
      flushing = false;
    } catch (StorageFullException e) {
      flushing = false;
      note("  refused: " + e.getMessage());
      model.start = log.startOffset();
      assertThat(model.start).isLessThanOrEqualTo(model.highestStart);
    } catch (IOException e) {
      note("  failed: " + e.getMessage());
      tally.failedSyncs++;
      syncFailed = true;
      throw new LogOfflineException("a sync failed");
    }
  }

  private void deleteBefore() throws IOException {
    long offset = model.start + random.nextLong(model.end - model.start + 1);
    note("delete before " + offset);
    model.highestStart = Math.max(model.start, offset);
    durably(
        () -> {
          assertThat(log.deleteBefore(offset)).isEqualTo(offset);
          model.start = offset;
        });
  }

  private void retain() throws IOException {
    LogConfig config = fixture.config;
    fixture.config =
        new LogConfig(
            config.segmentBytes(),
            config.segmentMs(),
            random.nextBoolean() ? OptionalLong.of(random.nextInt(400)) : OptionalLong.empty(),
            random.nextBoolean() ? OptionalLong.of(random.nextInt(2_000)) : OptionalLong.empty(),
            config.indexIntervalBytes());
    note("enforce " + fixture.config);
    model.highestStart = model.end;
    unsyncedSegments = true;
    log.configure(fixture.config);
    durably(
        () -> {
          long sizeBefore = log.sizeBytes();
          long start = log.enforceRetention(fixture.nowMs);
          assertThat(start).isEqualTo(log.startOffset()).isBetween(model.start, model.end);
          assertThat(log.sizeBytes()).isLessThanOrEqualTo(sizeBefore);
          model.start = start;
        });
  }

  private void truncate() throws IOException {
    long offset = model.start + random.nextLong(model.end - model.start + 1);
    long expected = model.batchOf(offset).map(RecordBatch::baseOffset).orElse(model.end);
    note("truncate to %d, that is %d".formatted(offset, expected));
    model.lowestEnd = Math.min(model.end, expected);
    long startBefore = model.start;
    model.start = Math.min(model.start, expected);
    model.synced = Math.min(model.synced, expected);
    durably(
        () -> {
          assertThat(log.truncateTo(offset)).isEqualTo(expected);
          assertThat(log.startOffset()).isEqualTo(Math.min(startBefore, expected));
          model.settle(log.startOffset(), expected);
        });
  }

  private void close() throws IOException {
    durably(
        () -> {
          log.close();
          model.synced = model.end;
          assertThat(fixture.storage.openFiles()).isZero();
        });
  }

  // ---- questions ----

  private void read() throws IOException {
    long offset = model.start + random.nextLong(model.end - model.start + 1);
    long limit =
        random.nextBoolean() ? Long.MAX_VALUE : offset + random.nextLong(model.end - offset + 1);
    checkRead(offset, 1 + random.nextInt(700), limit);
  }

  private void checkRead(long offset, int maxBytes, long limit) throws IOException {
    note("read %d, %d bytes, below %d".formatted(offset, maxBytes, limit));
    long bound = Math.min(limit, model.end);
    try (LogSlice slice =
        ((io.tukki.core.result.Result.Ok<LogSlice>) log.read(offset, maxBytes, limit)).value()) {
      List<RecordBatch> got = new ArrayList<>();
      RecordBatches.all(slice.toByteBuffer()).forEach(got::add);
      int first = model.indexOf(offset);
      boolean expectsSome = offset < bound && model.batches.get(first).nextOffset() <= bound;
      assertThat(got.isEmpty()).isEqualTo(!expectsSome);
      assertThat(slice.sizeBytes() <= maxBytes || got.size() == 1).isTrue();
      for (int i = 0; i < got.size(); i++) {
        assertThat(got.get(i).bytes()).isEqualTo(model.batches.get(first + i).bytes());
        assertThat(got.get(i).nextOffset()).isLessThanOrEqualTo(bound);
      }
    }
  }

  private void lookUpTime() throws IOException {
    long timestampMs = random.nextLong(fixture.nowMs + 100);
    note("look up time " + timestampMs);
    TimestampLookup expected = new TimestampLookup.NoneSoLate();
    search:
    for (RecordBatch batch : model.readable()) {
      for (var records = batch.records(); records.hasNext(); ) {
        Record record = records.next();
        if (record.timestampMs() >= timestampMs && record.offset() >= model.start) {
          expected =
              new TimestampLookup.Found(record.offset(), record.timestampMs(), batch.leaderEpoch());
          break search;
        }
      }
    }
    assertThat(log.findByTimestamp(timestampMs, Long.MAX_VALUE)).isEqualTo(expected);
  }

  private void lookUpOrdinal() throws IOException {
    if (model.start == model.end) {
      return;
    }
    long offset = model.start + random.nextLong(model.end - model.start);
    note("look up ordinal of " + offset);
    long ordinal = model.indexOf(offset) + 1L;
    assertThat(log.ordinalOf(offset)).hasValue(ordinal);
    assertThat(log.baseOffsetOf(ordinal))
        .hasValue(model.batches.get((int) ordinal - 1).baseOffset());
  }

  // ---- crashes ----

  private void restart() throws IOException {
    while (true) {
      crash();
      if (over) {
        return;
      }
      if (random.nextInt(5) == 0) {
        int step = 1 + random.nextInt(8);
        note("crash armed at step %d of recovery".formatted(step));
        fixture.storage.crashAtStep(step);
      }
      if (random.nextInt(10) == 0) {
        SimulatedStorage.Fault fault =
            pickFrom(SimulatedStorage.Fault.FORCE, SimulatedStorage.Fault.TRUNCATE);
        note("fault armed in recovery: " + fault);
        fixture.storage.failAt(fault, 1);
      }
      try {
        reopen();
        fixture.storage.failNoMore();
        return;
      } catch (SimulatedCrash e) {
        note("crashed in recovery");
      } catch (IOException e) {
        note("failed in recovery");
      }
    }
  }

  private void crash() {
    // A full device that fails as well may have no room to remember that it failed.
    boolean failureNoted = fixture.storage.usableBytes(LogFixture.DIRECTORY) > 1_000;
    fixture.storage.limitTo(Long.MAX_VALUE);
    fixture.crashProcess();
    // The process may have died just after a failure, before it could tell.
    syncFailed |= isMarkedFailed();
    if (syncFailed || random.nextInt(5) < 2) {
      SimulatedStorage.Loss loss =
          pickFrom(
              SimulatedStorage.Loss.ALL_UNSYNCED,
              SimulatedStorage.Loss.ORDERED,
              SimulatedStorage.Loss.SCATTERED);
      if (syncFailed && failureNoted) {
        checkStaysOffline();
      }
      note("machine crashes, " + loss);
      tally.machineCrashes++;
      fixture.crashMachine(loss);
      syncFailed = false;
      model.lowestEnd = Math.min(model.lowestEnd, model.synced);
      mayBeOffline = unsyncedSegments || loss == SimulatedStorage.Loss.SCATTERED;
      machineCrashed = true;
    } else {
      note("process crashes");
      tally.processCrashes++;
    }
  }

  private boolean isMarkedFailed() {
    try {
      FailureMark.refuse(fixture.directory(), fixture.options().bootId());
      return false;
    } catch (LogOfflineException e) {
      return true;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean flushing;
  private boolean mayBeOffline;
  private boolean machineCrashed;

  /** A new process on the same boot of the machine may not believe the cache either. */
  private void checkStaysOffline() {
    fixture.crashProcess();
    try {
      fixture.open();
      throw new AssertionError("opened although a sync had failed on this boot");
    } catch (LogOfflineException e) {
      // As it should be.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void reopen() throws IOException {
    tally.reopened++;
    SortedMap<String, ByteBuffer> before = fixture.storage.snapshot();
    Log.Opened opened;
    try {
      opened = fixture.openWithReport();
    } catch (LogOfflineException e) {
      assertThat(mayBeOffline && machineCrashed).describedAs(e.getMessage()).isTrue();
      assertThat(fixture.storage.snapshot()).isEqualTo(before);
      tally.offlineAfterMachineCrash++;
      over = true;
      return;
    }
    log = opened.log();
    note("opened %d to %d, %s".formatted(log.startOffset(), log.endOffset(), opened.report()));
    for (RecoveryReport.Finding finding : opened.report().findings()) {
      if (finding instanceof RecoveryReport.TornTailCut) {
        tally.cutTails++;
      }
    }
    assertThat(log.endOffset())
        .isBetween(
            model.lowestEnd,
            model.batches.isEmpty() ? 0 : model.batches.get(model.batches.size() - 1).nextOffset());
    assertThat(model.isBoundary(log.endOffset())).isTrue();
    checkThatNothingValidWasCut(before);
    assertThat(log.startOffset()).isBetween(model.start, model.highestStart);
    model.settle(log.startOffset(), log.endOffset());
    if (machineCrashed) {
      model.synced = model.end;
    }
    machineCrashed = false;
    mayBeOffline = false;
    if (flushing) {
      // It may have come as far as syncing before it was cut short.
      model.synced = Math.max(model.synced, log.recoveryPoint());
    }
    flushing = false;
    assertThat(log.recoveryPoint()).isLessThanOrEqualTo(model.synced);
    checkAll();
  }

  /** A log whose files still hold a batch behind its end should not have opened. */
  private void checkThatNothingValidWasCut(SortedMap<String, ByteBuffer> files) {
    for (RecordBatch batch : model.batches) {
      if (batch.baseOffset() >= log.endOffset()) {
        files.forEach(
            (name, content) ->
                assertThat(name.endsWith(SegmentName.LOG) && contains(content, batch.bytes()))
                    .describedAs("%s was in %s", batch, name)
                    .isFalse());
      }
    }
  }

  private static boolean contains(ByteBuffer all, ByteBuffer wanted) {
    for (int at = 0; at + wanted.remaining() <= all.remaining(); at++) {
      if (all.slice(at, wanted.remaining()).equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private void checkBounds() {
    assertThat(log.startOffset()).isEqualTo(model.start);
    assertThat(log.endOffset()).isEqualTo(model.end);
    assertThat(log.nextOrdinal()).isEqualTo(model.ordinalAt(model.end));
    assertThat(log.recoveryPoint()).isLessThanOrEqualTo(model.end);
  }

  private void checkAll() throws IOException {
    checkBounds();
    assertThat(LogFixture.bytes(LogFixture.readAll(log)))
        .isEqualTo(LogFixture.bytes(model.readable()));
    List<Long> ordinals = new ArrayList<>();
    log.forEachHeader(
        0,
        (ordinal, header) -> {
          assertThat(header.headerBytes())
              .isEqualTo(model.batches.get((int) ordinal - 1).header().headerBytes());
          return ordinals.add(ordinal);
        });
    assertThat(ordinals).hasSize(model.readable().size());
  }

  // ---- chance ----

  private LogConfig randomConfig() {
    return new LogConfig(
        pick(200, 500, 1_500, 100_000),
        pick(100, 1_000, 1_000_000),
        OptionalLong.empty(),
        OptionalLong.empty(),
        pick(1, 100, 400));
  }

  private int pick(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  @SafeVarargs
  private <T> T pickFrom(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private void note(String what) {
    trace.append(what).append('\n');
  }
}
