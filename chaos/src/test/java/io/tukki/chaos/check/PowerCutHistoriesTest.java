package io.tukki.chaos.check;

import static io.tukki.chaos.check.Story.at;
import static io.tukki.chaos.check.Story.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.chaos.history.Event.Place;
import io.tukki.chaos.history.Outcome;
import io.tukki.chaos.history.Run;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a power cut of all nodes may take, and what it may not. */
final class PowerCutHistoriesTest {

  private static final Duration ANY = Duration.ofDays(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void whatIsLeftOnNoDiskMayGoAndItsOffsetsMayBeGivenAgain() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 10, new Outcome.Acknowledged(0))
            .reader(8)
            .polled(8, new Run(0, 1, 0, 10))
            .powerCut(ANY, on(1, 1, 4), on(2, 1, 6), on(3, 1, 0))
            .saidEverywhere()
            .sent(1, 10, 4, new Outcome.Acknowledged(6))
            .polled(8, at(10, 2, 0))
            .sent(2, 0, 1, new Outcome.Acknowledged(10))
            .finalReader(9)
            .polled(9, new Run(0, 1, 0, 6), new Run(6, 1, 10, 4), at(10, 2, 0))
            .verdict();

    assertClean(verdict);
    assertThat(verdict.losses().records()).isEqualTo(4);
    assertThat(verdict.toText()).contains("forgotten     4 acknowledged records");
  }

  @Test
  void whatOneDiskHasLeftMustStillBeThere() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 10, new Outcome.Acknowledged(0))
            .powerCut(ANY, on(1, 1, 4), on(2, 1, 6), on(3, 1, 0))
            .saidEverywhere()
            .sent(1, 10, 1, new Outcome.Acknowledged(20))
            .finalReader(9)
            .polled(9, new Run(0, 1, 0, 4), at(20, 1, 10))
            .verdict();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.LOST_WRITE, 2L));
  }

  @Test
  void anOffsetBelowWhatIsLeftIsNotGivenAgain() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 10, new Outcome.Acknowledged(0))
            .powerCut(ANY, on(1, 1, 6), on(2, 1, 6), on(3, 1, 6))
            .saidEverywhere()
            .acknowledged(2, 0, 5)
            .finalReader(9)
            .polled(9, new Run(0, 1, 0, 5), at(5, 2, 0))
            .verdict();

    assertThat(verdict.violations())
        .isEqualTo(Map.of(Anomaly.INCONSISTENT_OFFSETS, 2L, Anomaly.LOST_WRITE, 1L));
  }

  @Test
  void theLogOfTheNewestEpochCountsAndNotTheLongest() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 3, new Outcome.Acknowledged(0))
            .powerCut(ANY, on(1, 1, 9), on(2, 2, 2), on(3, 2, 1))
            .saidEverywhere()
            .finalReader(9)
            .polled(9, new Run(0, 1, 0, 2))
            .verdict();

    assertClean(verdict);
    assertThat(verdict.losses().records()).isOne();
  }

  @Test
  void whatWasAcknowledgedLongerAgoThanTheIntervalMustBeOnADisk() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .passing(SECOND)
            .acknowledged(1, 1, 1)
            .powerCut(SECOND, on(1, 1, 0), on(2, 1, 0), on(3, 1, 0))
            .saidEverywhere()
            .acknowledged(1, 2, 0)
            .finalReader(9)
            .polled(9, at(0, 1, 2))
            .verdict();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.FORGOTTEN, 1L));
    assertThat(verdict.losses().records()).isOne();
    assertThat(verdict.toText()).contains("value 1-0 at offset 0, acknowledged 1.003 s before");
  }

  @Test
  void whereEveryAcknowledgementWaitsForTheDiskNothingMayGo() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .powerCut(Duration.ZERO, on(1, 1, 0), on(2, 1, 0))
            .saidEverywhere()
            .finalReader(9)
            .polled(9)
            .verdict();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.FORGOTTEN, 1L));
  }

  @Test
  void whatWasAcknowledgedAfterTheCutIsKept() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .powerCut(ANY, on(1, 1, 0))
            .saidEverywhere()
            .sent(1, 1, 2, new Outcome.Acknowledged(0))
            .finalReader(9)
            .polled(9, at(0, 1, 1))
            .verdict();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.UNSEEN, 1L));
  }

  @Test
  void eachCutTakesForItself() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 4, new Outcome.Acknowledged(0))
            .powerCut(ANY, on(1, 1, 3))
            .saidEverywhere()
            .sent(1, 4, 4, new Outcome.Acknowledged(3))
            .powerCut(ANY, on(1, 2, 2))
            .saidEverywhere()
            .sent(1, 8, 1, new Outcome.Acknowledged(2))
            .finalReader(9)
            .polled(9, new Run(0, 1, 0, 2), at(2, 1, 8))
            .verdict();

    assertClean(verdict);
    assertThat(verdict.losses().records()).isEqualTo(6);
  }

  @Test
  void twoReadersOfOneEraAgreeAlsoOnWhatIsLostLater() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, new Outcome.Unknown("connection broke"))
            .sent(2, 0, new Outcome.Unknown("connection broke"))
            .reader(7)
            .polled(7, at(0, 1, 0))
            .reader(8)
            .polled(8, at(0, 2, 0))
            .powerCut(ANY, on(1, 1, 0))
            .acknowledged(3, 0, 0)
            .finalReader(9)
            .polled(9, at(0, 3, 0))
            .verdict();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.INCONSISTENT_OFFSETS, 1L));
  }

  @Test
  void whatWasReadAndIsLeftOnADiskDoesNotVanish() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 2, new Outcome.Unknown("connection broke"))
            .reader(7)
            .polled(7, new Run(0, 1, 0, 2))
            .powerCut(ANY, on(1, 1, 1))
            .acknowledged(3, 0, 1)
            .finalReader(9)
            .polled(9, at(1, 3, 0))
            .verdict();

    assertThat(verdict.violations())
        .containsEntry(Anomaly.VANISHED, 1L)
        .containsOnlyKeys(Anomaly.VANISHED, Anomaly.POLL_SKIP);
  }

  @Test
  void whatWasSentAgainBecauseTheFirstPlaceIsLostIsNoDuplicate() {
    assertClean(
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .reader(7)
            .polled(7, at(0, 1, 0), at(1, 2, 0))
            .powerCut(ANY, on(1, 1, 1))
            .sent(3, 0, 2, new Outcome.Acknowledged(1))
            .acknowledged(2, 0, 3)
            .finalReader(9)
            .polled(9, at(0, 1, 0), new Run(1, 3, 0, 2), at(3, 2, 0))
            .verdict());
  }

  @Test
  void whatIsLeftOnADiskAndStandsTwiceIsADuplicate() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(2, 0, new Outcome.Unknown("connection broke"))
            .reader(7)
            .polled(7, at(0, 2, 0))
            .powerCut(ANY, on(1, 1, 1))
            .acknowledged(1, 0, 2)
            .finalReader(9)
            .polled(9, at(0, 2, 0), at(1, 2, 0), at(2, 1, 0))
            .verdict();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.DUPLICATE, 1L));
  }

  @Test
  void aSendThatGetsALowerOffsetThanOneThatIsLeftIsNonmonotonic() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 4)
            .powerCut(ANY, on(1, 1, 5))
            .acknowledged(1, 1, 3)
            .finalReader(9)
            .polled(9, at(3, 1, 1), at(4, 1, 0))
            .verdict();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.NONMONOTONIC_SEND, 1L));
  }

  @Test
  void aReaderThatGoesBackBelowWhatIsLeftIsNonmonotonic() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 4, new Outcome.Acknowledged(0))
            .reader(7)
            .polled(7, new Run(0, 1, 0, 4))
            .powerCut(ANY, on(1, 1, 4))
            .polled(7, at(3, 1, 3))
            .finalReader(9)
            .polled(9, new Run(0, 1, 0, 4))
            .verdict();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.NONMONOTONIC_POLL_EXTERNAL, 1L));
  }

  @Test
  void aReaderWhosePlaceIsLostMayBeginAnew() {
    assertClean(
        Story.withAcksAll()
            .sent(1, 0, 4, new Outcome.Acknowledged(0))
            .reader(7)
            .polled(7, new Run(0, 1, 0, 4))
            .powerCut(ANY, on(1, 1, 2))
            .saidEverywhere()
            .sent(1, 4, 2, new Outcome.Acknowledged(2))
            .polled(7, new Run(0, 1, 0, 2), new Run(2, 1, 4, 2))
            .finalReader(9)
            .polled(9, new Run(0, 1, 0, 2), new Run(2, 1, 4, 2))
            .verdict());
  }

  @Test
  void whatWasLeftOnNoDiskAndIsReadAllTheSameProvesTheJudgeWrong() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .powerCut(ANY, on(1, 1, 0))
            .saidEverywhere()
            .finalReader(9)
            .polled(9, at(0, 1, 0))
            .verdict();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.CAME_BACK, 1L));
  }

  @Test
  void aLossOfWhichTheClusterDoesNotSpeakInOnePlaceIsSilent() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .powerCut(ANY, on(1, 1, 0))
            .said(Place.LOG, Place.METRIC)
            .acknowledged(1, 1, 0)
            .finalReader(9)
            .polled(9, at(0, 1, 1))
            .verdict();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.SILENT_LOSS, 1L));
    assertThat(verdict.toText())
        .contains("power cut 1 took 1 acknowledged records, and nothing is in the STATUS");
  }

  @Test
  void whatWasSaidOfAnEarlierCutDoesNotDoForALaterOne() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .powerCut(ANY, on(1, 1, 0))
            .saidEverywhere()
            .acknowledged(1, 1, 0)
            .powerCut(ANY, on(1, 2, 0))
            .acknowledged(1, 2, 0)
            .finalReader(9)
            .polled(9, at(0, 1, 2))
            .verdict();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.SILENT_LOSS, 3L));
  }

  @Test
  void aCutThatTakesNothingNeedsNoWord() {
    assertClean(
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .powerCut(ANY, on(1, 1, 1))
            .finalReader(9)
            .polled(9, at(0, 1, 0))
            .verdict());
  }

  private static void assertClean(Verdict verdict) {
    assertThat(verdict.isClean()).as(verdict::toText).isTrue();
  }
}
