package io.tukki.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class OpenSegmentsTest {

  private final LogFixture fixture = new LogFixture();

  @Test
  void noMoreFilesStayOpenThanTheBoundAllows() throws IOException {
    fixture.openSegments = new OpenSegments(3, Long.MAX_VALUE);
    try (Log log = fixture.open()) {
      for (int i = 0; i < 60; i++) {
        fixture.append(log);
      }
      log.flush();
      for (int round = 0; round < 3; round++) {
        assertThat(LogFixture.readAll(log)).hasSize(60);
        assertThat(fixture.storage.openFiles()).isLessThanOrEqualTo(3);
      }
    }
    assertThat(fixture.storage.openFiles()).isZero();
  }

  @Test
  void aFileThatIsReadFromIsNotClosed() throws IOException {
    fixture.openSegments = new OpenSegments(1, Long.MAX_VALUE);
    try (Log log = fixture.open()) {
      for (int i = 0; i < 20; i++) {
        fixture.append(log);
      }
      log.flush();
      try (var slice = LogFixture.read(log, 0, 200)) {
        LogFixture.readAll(log);
        assertThat(slice.toByteBuffer().remaining()).isPositive();
      }
    }
  }

  @Test
  void indexesOfSealedSegmentsGoWhenTheyTakeTooMuchMemoryAndComeBack() throws IOException {
    fixture.openSegments = new OpenSegments(1_000, 1);
    try (Log log = fixture.open()) {
      for (int i = 0; i < 30; i++) {
        fixture.append(log);
      }
      log.flush();
      for (long offset = 0; offset < 60; offset++) {
        assertThat(log.ordinalOf(offset)).hasValue(offset / 2 + 1);
        assertThat(fixture.openSegments.indexBytes()).isZero();
      }
    }
  }
}
