package io.tukki.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.core.record.RecordBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a log does while nothing goes wrong. */
class LogTest {

  private final LogFixture fixture = new LogFixture();

  @Test
  void whatWasAppendedIsReadAgainByteForByte() throws IOException {
    try (Log log = fixture.open()) {
      List<RecordBatch> appended = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        appended.add(fixture.append(log));
      }

      assertThat(LogFixture.bytes(LogFixture.readAll(log))).isEqualTo(LogFixture.bytes(appended));
      assertThat(log.endOffset()).isEqualTo(40);
      assertThat(log.nextOrdinal()).isEqualTo(21);
    }
  }

  @Test
  void aLogThatWasClosedGoesOnWhereItEnded() throws IOException {
    List<RecordBatch> appended = new ArrayList<>();
    try (Log log = fixture.open()) {
      for (int i = 0; i < 9; i++) {
        appended.add(fixture.append(log));
      }
    }

    Log.Opened opened = fixture.openWithReport();
    try (Log log = opened.log()) {
      assertThat(opened.report()).isEqualTo(new RecoveryReport(0, List.of()));
      appended.add(fixture.append(log));
      assertThat(LogFixture.bytes(LogFixture.readAll(log))).isEqualTo(LogFixture.bytes(appended));
    }
    assertThat(fixture.storage.openFiles()).isZero();
  }

  @Test
  void aBatchThatDoesNotGoOnFromTheEndIsRefused() throws IOException {
    try (Log log = fixture.open()) {
      fixture.append(log);

      assertThatThrownBy(() -> log.append(List.of(TestBatches.batch(3, 1, 10, 0)), 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(log.endOffset()).isEqualTo(2);
    }
  }
}
