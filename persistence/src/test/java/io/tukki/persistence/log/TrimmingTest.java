package io.tukki.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.core.log.LogConfig;
import io.tukki.core.log.LogSlice;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import io.tukki.persistence.log.SimulatedStorage.Loss;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Retention, deleted records, truncation. A segment of the fixture takes three batches. */
class TrimmingTest {

  private final LogFixture fixture = new LogFixture();

  private Log logWith(int batches) throws IOException {
    Log log = fixture.open();
    for (int i = 0; i < batches; i++) {
      fixture.nowMs += 100;
      fixture.append(log);
    }
    return log;
  }

  private static LogConfig retaining(OptionalLong retentionMs, OptionalLong retentionBytes) {
    return new LogConfig(600, 1_000_000, retentionMs, retentionBytes, 100);
  }

  private List<Long> segments() throws IOException {
    return LogFiles.list(fixture.directory()).segments().stream()
        .map(LogFiles.SegmentEntry::baseOffset)
        .toList();
  }

  @Test
  void segmentsAreRolledBeforeTheyGrowTooLarge() throws IOException {
    try (Log log = logWith(7)) {
      assertThat(segments()).hasSizeGreaterThan(2);
      for (LogFiles.SegmentEntry entry : LogFiles.list(fixture.directory()).segments()) {
        assertThat(entry.sizeBytes()).isLessThanOrEqualTo(600);
      }
      assertThat(log.sizeBytes())
          .isEqualTo(
              LogFiles.list(fixture.directory()).segments().stream()
                  .mapToLong(LogFiles.SegmentEntry::sizeBytes)
                  .sum());
    }
  }

  @Test
  void aBatchLargerThanASegmentGetsOneOfItsOwn() throws IOException {
    try (Log log = logWith(1)) {
      log.append(List.of(TestBatches.batch(2, 1, 5_000, 0)), 0);
      fixture.append(log);

      assertThat(segments()).containsExactly(0L, 2L, 3L);
    }
  }

  @Test
  void anOldSegmentIsRolledWhetherOrNotSomethingIsAppended() throws IOException {
    fixture.config = new LogConfig(100_000, 500, OptionalLong.empty(), OptionalLong.empty(), 100);
    try (Log log = logWith(1)) {
      assertThat(log.rollIfDue(fixture.nowMs + 499)).isFalse();
      assertThat(log.rollIfDue(fixture.nowMs + 500)).isTrue();
      assertThat(log.rollIfDue(fixture.nowMs + 5_000)).isFalse();
      assertThat(segments()).containsExactly(0L, 2L);
    }
  }

  @Test
  void retentionBySizeLetsTheOldestSegmentsGo() throws IOException {
    try (Log log = logWith(12)) {
      log.configure(retaining(OptionalLong.empty(), OptionalLong.of(900)));

      long start = log.enforceRetention(fixture.nowMs);

      assertThat(segments().get(0)).isEqualTo(start).isPositive();
      assertThat(log.sizeBytes()).isBetween(900L, 1_500L);
      assertThat(((Result.Refused<LogSlice>) log.read(0, 1, 100)).refusal())
          .isInstanceOf(Refusal.OffsetOutOfRange.class);
    }
  }

  @Test
  void retentionByTimeCountsFromTheLatestRecordAndTakesTheActiveSegmentToo() throws IOException {
    try (Log log = logWith(6)) {
      log.configure(retaining(OptionalLong.of(1_000), OptionalLong.empty()));

      assertThat(log.enforceRetention(fixture.nowMs)).isZero();
      assertThat(log.enforceRetention(fixture.nowMs + 2_000)).isEqualTo(12);
      assertThat(segments()).containsExactly(12L);
      assertThat(log.nextOrdinal()).isEqualTo(7);
    }
  }

  @Test
  void aMovedStartSurvivesACrashOfTheMachine() throws IOException {
    Log log = logWith(12);
    assertThat(log.deleteBefore(15)).isEqualTo(15);
    fixture.crashMachine(Loss.ALL_UNSYNCED);

    Log reopened = fixture.open();

    assertThat(reopened.startOffset()).isEqualTo(15);
    assertThat(reopened.endOffset()).isEqualTo(24);
    assertThat(LogFixture.readAll(reopened).getFirst().lastOffset()).isEqualTo(15);
  }

  @Test
  void everythingCanBeDeletedAndOffsetsAndOrdinalsGoOn() throws IOException {
    Log log = logWith(5);
    log.deleteBefore(10);
    fixture.append(log);
    log.close();

    try (Log reopened = fixture.open()) {
      assertThat(reopened.startOffset()).isEqualTo(10);
      assertThat(reopened.ordinalOf(10)).hasValue(6);
      assertThat(reopened.ordinalOf(9)).isEmpty();
    }
  }

  @Test
  void nothingBehindTheEndCanBeDeleted() throws IOException {
    try (Log log = logWith(1)) {
      assertThatThrownBy(() -> log.deleteBefore(3)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aSliceStaysReadableWhenItsSegmentGoes() throws IOException {
    try (Log log = logWith(12)) {
      LogSlice slice = LogFixture.read(log, 0, 400);
      log.deleteBefore(20);

      assertThat(LogFixture.bytes(List.of()).capacity()).isZero();
      assertThat(slice.toByteBuffer().remaining()).isEqualTo(slice.sizeBytes()).isPositive();
      assertThat(segments().get(0)).isPositive();
      slice.close();
    }
    assertThat(fixture.storage.openFiles()).isZero();
  }

  @Test
  void truncationTakesTheBatchThatHoldsTheOffsetAndSurvivesACrash() throws IOException {
    Log log = logWith(12);
    log.flush();

    assertThat(log.truncateTo(13)).isEqualTo(12);

    assertThat(log.nextOrdinal()).isEqualTo(7);
    fixture.crashMachine(Loss.ALL_UNSYNCED);
    Log reopened = fixture.open();
    assertThat(reopened.endOffset()).isEqualTo(12);
    fixture.append(reopened);
    assertThat(reopened.ordinalOf(13)).hasValue(7);
  }

  @Test
  void aDeletedLogLeavesNothing() throws IOException {
    Log log = logWith(12);
    log.delete();

    assertThat(fixture.storage.list(LogFixture.DIRECTORY.getParent())).isEmpty();
    try (Log fresh = fixture.open()) {
      assertThat(fresh.endOffset()).isZero();
    }
  }

  @Test
  void anInterruptedDeletionIsCompleted() throws IOException {
    Log log = logWith(12);
    fixture.storage.crashAtStep(4);
    assertThatThrownBy(log::delete).isInstanceOf(SimulatedCrash.class);
    fixture.crashProcess();

    LogDirectory.deleteLeftovers(fixture.storage, LogFixture.DIRECTORY.getParent());

    assertThat(fixture.storage.list(LogFixture.DIRECTORY.getParent())).isEmpty();
  }
}
