package io.tukki.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Looking for damage, from outside and from inside. */
class LogInspectorTest {

  private final LogFixture fixture = new LogFixture();

  private void write(int batches) throws IOException {
    try (Log log = fixture.open()) {
      for (int i = 0; i < batches; i++) {
        fixture.append(log);
      }
    }
  }

  private LogInspector inspector() {
    return new LogInspector(fixture.storage, LogFixture.DIRECTORY);
  }

  @Test
  void everyBatchOfEverySegmentIsShown() throws IOException {
    write(10);
    List<Long> offsets = new ArrayList<>();

    LogInspector.Summary summary =
        inspector().inspect((segment, position, batch) -> offsets.add(batch.baseOffset()));

    assertThat(offsets).containsExactly(0L, 2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 18L);
    assertThat(summary.batches()).isEqualTo(10);
    assertThat(summary.records()).isEqualTo(20);
    assertThat(summary.damages()).isEmpty();
    assertThat(inspector().identity()).contains(LogFixture.IDENTITY);
    assertThat(inspector().checkpoint()).contains(new LogInspector.CheckpointInfo(0, 20));
    assertThat(inspector().segments()).hasSizeGreaterThan(2);
  }

  @Test
  void damageIsReportedAndTheWalkGoesOnBehindIt() throws IOException {
    write(3);
    fixture.storage.flipBit(LogFixture.logFile(0), 8 * 300);
    List<Long> offsets = new ArrayList<>();

    LogInspector.Summary summary =
        inspector().inspect((segment, position, batch) -> offsets.add(batch.baseOffset()));

    assertThat(offsets).containsExactly(0L, 4L);
    assertThat(summary.damages())
        .singleElement()
        .satisfies(
            damage -> {
              assertThat(damage.message()).contains("CRC");
              assertThat(damage.sizeBytes()).isBetween(150L, 250L);
            });
  }

  @Test
  void nothingIsChangedByLooking() throws IOException {
    write(5);
    fixture.storage.flipBit(LogFixture.logFile(0), 8 * 300);
    var before = fixture.storage.snapshot();

    inspector().inspect((segment, position, batch) -> true);

    assertThat(fixture.storage.snapshot()).isEqualTo(before);
    assertThat(fixture.storage.openFiles()).isZero();
  }

  @Test
  void aScrubOfTheWholeLogFindsADecayedBit() throws IOException {
    write(10);
    fixture.storage.flipBit(LogFixture.logFile(0), 8 * 300);

    try (Log log = fixture.open()) {
      assertThat(fixture.scrub(log))
          .singleElement()
          .satisfies(
              damage -> {
                assertThat(damage.message()).contains("00000000000000000000.log", "CRC");
                assertThat(damage.offset()).isEqualTo(2);
              });
    }
  }
}
