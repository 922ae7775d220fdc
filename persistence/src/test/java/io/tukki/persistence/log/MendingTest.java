package io.tukki.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.core.log.LogOfflineException;
import io.tukki.core.record.RecordBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A damaged log that its replica makes whole, with a crash at every step on the way. */
class MendingTest {

  private static final int BATCHES = 20;
  private static final int SEEDS = 60;

  private final List<RecordBatch> appended = new ArrayList<>();

  /** A log that was closed, with a flipped bit in the records of a batch. */
  private LogFixture damaged(long seed, int batch) throws IOException {
    appended.clear();
    LogFixture fixture = new LogFixture(seed);
    try (Log log = fixture.open()) {
      for (int i = 0; i < BATCHES; i++) {
        appended.add(fixture.append(log));
      }
    }
    RecordBatch bad = appended.get(batch);
    long base = bad.baseOffset();
    var segments = new LogInspector(fixture.storage, LogFixture.DIRECTORY).segments();
    var segment = segments.stream().filter(info -> info.baseOffset() <= base).toList().getLast();
    int position =
        appended.stream()
            .filter(each -> each.baseOffset() >= segment.baseOffset())
            .filter(each -> each.baseOffset() < base)
            .mapToInt(RecordBatch::sizeBytes)
            .sum();
    fixture.storage.flipBit(
        LogFixture.logFile(segment.baseOffset()), 8 * (position + RecordBatch.HEADER_BYTES + 5));
    Log.suspect(fixture.directory(), base);
    return fixture;
  }

  private static Log open(LogFixture fixture) throws IOException {
    return Log.openAsFarAsSound(
            fixture.directory(),
            LogFixture.IDENTITY,
            fixture.config,
            fixture.options(),
            fixture.nowMs)
        .log();
  }

  private void assertHoldsPrefix(Log log) throws IOException {
    int count = (int) log.endOffset() / 2;
    assertThat(LogFixture.bytes(LogFixture.readAll(log)))
        .isEqualTo(LogFixture.bytes(appended.subList(0, count)));
    assertThat(log.nextOrdinal()).isEqualTo(count + 1L);
  }

  @Test
  void damagedLogIsReadAsFarAsItIsSoundAndNotChanged() throws IOException {
    LogFixture fixture = damaged(1, 7);
    var before = fixture.storage.snapshot();

    try (Log log = open(fixture)) {
      assertThat(log.endOffset()).isEqualTo(14);
      assertThat(log.damage().orElseThrow().offset()).isEqualTo(14);
      assertThat(log.damage().orElseThrow().endOffset()).isEqualTo(2L * BATCHES);
      assertHoldsPrefix(log);
      assertThatThrownBy(() -> fixture.append(log)).isInstanceOf(LogOfflineException.class);
      assertThatThrownBy(() -> log.expiredUpTo(1)).isInstanceOf(LogOfflineException.class);
      assertThatThrownBy(() -> log.deleteBefore(3)).isInstanceOf(LogOfflineException.class);
      log.flush();
    }

    assertThat(fixture.storage.snapshot()).isEqualTo(before);
    assertThatThrownBy(fixture::open)
        .isInstanceOf(LogOfflineException.class)
        .hasMessageContaining("Nothing was changed");
    assertThat(fixture.storage.openFiles()).isZero();
  }

  @Test
  void damagedLogGoesOnWhereItWasSoundOrBeforeThat() throws IOException {
    LogFixture fixture = damaged(1, 7);

    try (Log log = open(fixture)) {
      assertThat(log.truncateTo(5)).isEqualTo(4);
      assertThat(log.damage()).isEmpty();
      fixture.append(log);
    }

    try (Log log = fixture.open()) {
      assertThat(log.endOffset()).isEqualTo(6);
      assertHoldsPrefix(log);
    }
  }

  @Test
  void damagedLogCanBeginAnew() throws IOException {
    LogFixture fixture = damaged(1, 0);

    try (Log log = open(fixture)) {
      assertThat(log.endOffset()).isZero();
      log.beginAnewAt(new LogPlace(30, 16), LogHistory.EMPTY);
      fixture.append(log);
    }

    try (Log log = fixture.open()) {
      assertThat(log.startOffset()).isEqualTo(30);
      assertThat(log.endOffset()).isEqualTo(32);
      assertThat(log.nextOrdinal()).isEqualTo(17);
    }
  }

  /** Whatever is left by a crash is either known to be damaged or nothing but sound. */
  @Test
  void noCrashOnTheWayHidesTheDamage() throws IOException {
    int crashes = 0;
    int mended = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      int batch = new Random(seed).nextInt(BATCHES);
      boolean done = false;
      for (int step = 1; !done; step++) {
        LogFixture fixture = damaged(seed, batch);
        done = !crashesAt(fixture, step, 2L * batch);
        if (!done) {
          crashes++;
          crash(fixture, seed + step);
        }
        mended += isMended(fixture, 2L * batch, "seed " + seed + ", step " + step) ? 1 : 0;
      }
    }
    assertThat(crashes).isGreaterThan(SEEDS * 8);
    assertThat(mended).isBetween(SEEDS, crashes);
  }

  private static boolean crashesAt(LogFixture fixture, int step, long offset) throws IOException {
    Log log = open(fixture);
    fixture.storage.crashAtStep(step);
    try {
      log.truncateTo(offset);
      fixture.storage.crashAtStep(Integer.MAX_VALUE);
      log.close();
      return false;
    } catch (SimulatedCrash e) {
      return true;
    }
  }

  private static void crash(LogFixture fixture, long chance) {
    SimulatedStorage.Loss[] losses = SimulatedStorage.Loss.values();
    if (chance % 2 == 0) {
      fixture.crashProcess();
    } else {
      fixture.crashMachine(losses[(int) (chance / 2 % losses.length)]);
    }
  }

  private boolean isMended(LogFixture fixture, long damagedAt, String where) throws IOException {
    try (Log log = open(fixture)) {
      assertThat(log.endOffset()).describedAs(where).isEqualTo(damagedAt);
      assertHoldsPrefix(log);
      if (log.damage().isPresent()) {
        return false;
      }
      assertThat(fixture.storage.list(LogFixture.DIRECTORY))
          .describedAs(where)
          .anyMatch(entry -> entry.name().endsWith(Quarantine.SUFFIX));
      return true;
    }
  }
}
