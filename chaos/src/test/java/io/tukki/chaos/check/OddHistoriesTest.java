package io.tukki.chaos.check;

import static io.tukki.chaos.check.Story.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.chaos.history.Outcome;
import io.tukki.chaos.history.Run;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Histories that look wrong and are not. */
final class OddHistoriesTest {

  @Test
  void anUnknownOutcomeMayBeReadLater() {
    assertClean(
        Story.withAcksAll()
            .sent(1, 0, new Outcome.Unknown("timed out"))
            .acknowledged(1, 1, 0)
            .finalReader(9)
            .polled(9, at(0, 1, 1), at(1, 1, 0))
            .verdict());
  }

  @Test
  void anUnknownOutcomeMayNeverBeRead() {
    assertClean(
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .sent(1, 1, new Outcome.Unknown("timed out"))
            .finalReader(9)
            .polled(9, at(0, 1, 0))
            .verdict());
  }

  @Test
  void offsetsThatControlBatchesTookAreMissedByNobody() {
    assertClean(
        Story.withAcksAll()
            .acknowledged(1, 0, 1)
            .acknowledged(1, 1, 4)
            .reader(8)
            .polled(8, at(1, 1, 0))
            .polled(8, at(4, 1, 1))
            .finalReader(9)
            .polled(9, at(1, 1, 0), at(4, 1, 1))
            .verdict());
  }

  @Test
  void aReaderMayBeginAnywhereAndEndEarly() {
    assertClean(
        Story.withAcksAll()
            .sent(1, 0, 10, new Outcome.Acknowledged(0))
            .reader(8)
            .polled(8, at(5, 1, 5))
            .finalReader(9)
            .polled(9, new Run(0, 1, 0, 10))
            .verdict());
  }

  @Test
  void aReaderThatTakesUpThePartitionAnewMayReadAgain() {
    assertClean(
        Story.withAcksAll()
            .sent(1, 0, 2, new Outcome.Acknowledged(0))
            .reader(7)
            .polled(7, new Run(0, 1, 0, 2))
            .reader(8)
            .polled(8, new Run(0, 1, 0, 2))
            .finalReader(9)
            .polled(9, new Run(0, 1, 0, 2))
            .verdict());
  }

  @Test
  void producersMayOvertakeEachOther() {
    assertClean(
        Story.withAcksAll()
            .acknowledged(1, 0, 1)
            .acknowledged(2, 0, 0)
            .finalReader(9)
            .polled(9, at(0, 2, 0), at(1, 1, 0))
            .verdict());
  }

  @Test
  void aFailedSendThatNobodyReadIsFine() {
    assertClean(
        Story.withAcksAll()
            .sent(1, 0, new Outcome.Failed("record-too-large"))
            .acknowledged(1, 1, 0)
            .finalReader(9)
            .polled(9, at(0, 1, 1))
            .verdict());
  }

  @Test
  void withAcksOneAFailoverMayCutTheTailAndReuseItsOffsets() {
    Verdict verdict =
        Story.withAcksOne()
            .sent(1, 0, 3, new Outcome.Acknowledged(0))
            .sent(1, 3, 1, new Outcome.Acknowledged(1))
            .finalReader(9)
            .polled(9, at(0, 1, 0), at(1, 1, 3))
            .verdict();

    assertClean(verdict);
    assertThat(verdict.allowed())
        .isEqualTo(
            Map.of(Anomaly.LOST_WRITE, 1L, Anomaly.UNSEEN, 1L, Anomaly.NONMONOTONIC_SEND, 1L));
  }

  @Test
  void withAcksOneWhatWasReadMayStillNotVanish() {
    Verdict verdict =
        Story.withAcksOne()
            .sent(1, 0, 2, new Outcome.Acknowledged(0))
            .reader(8)
            .polled(8, new Run(0, 1, 0, 2))
            .finalReader(9)
            .polled(9, at(0, 1, 0))
            .verdict();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.VANISHED, 1L));
  }

  @Test
  void withAcksOneTwoReadersStillAgree() {
    Verdict verdict =
        Story.withAcksOne()
            .acknowledged(1, 0, 0)
            .acknowledged(2, 0, 0)
            .reader(8)
            .polled(8, at(0, 1, 0))
            .finalReader(9)
            .polled(9, at(0, 2, 0))
            .verdict();

    assertThat(verdict.violations())
        .containsOnlyKeys(Anomaly.INCONSISTENT_OFFSETS, Anomaly.VANISHED);
  }

  private static void assertClean(Verdict verdict) {
    assertThat(verdict.isClean()).as(verdict::toText).isTrue();
  }
}
