package io.tukki.chaos.check;

import static io.tukki.chaos.check.Story.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.chaos.history.Outcome;
import io.tukki.chaos.history.Run;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each anomaly is found, by its name, alone, and shown by the events that make it one. */
final class BadHistoriesTest {

  @Test
  void anAcknowledgedRecordThatReadersPassedByIsLost() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .acknowledged(1, 1, 1)
            .acknowledged(1, 2, 2)
            .finalReader(9)
            .polled(9, at(0, 1, 0), at(2, 1, 2))
            .verdict();

    assertOnly(verdict, Anomaly.LOST_WRITE, 1);
    assertThat(verdict.toText())
        .contains("lost write in orders-0: value 1-1 was acknowledged at offset 1")
        .contains("Acknowledged[firstOffset=1]")
        .contains("by reader 9: [0=1-0, 2=1-2]");
  }

  @Test
  void aLostRecordWhoseOffsetHoldsAnotherOneIsBothLostAndInconsistent() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .sent(2, 0, new Outcome.Unknown("timed out"))
            .finalReader(9)
            .polled(9, at(0, 2, 0))
            .verdict();

    assertThat(verdict.violations())
        .isEqualTo(Map.of(Anomaly.LOST_WRITE, 1L, Anomaly.INCONSISTENT_OFFSETS, 1L));
  }

  @Test
  void anAcknowledgedRecordBehindAllThatWasReadIsUnseen() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .acknowledged(1, 1, 1)
            .finalReader(9)
            .polled(9, at(0, 1, 0))
            .verdict();

    assertOnly(verdict, Anomaly.UNSEEN, 1);
  }

  @Test
  void aRecordAcknowledgedWithoutAnOffsetAndNeverReadIsUnseen() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, new Outcome.AcknowledgedSomewhere())
            .acknowledged(1, 1, 0)
            .finalReader(9)
            .polled(9, at(0, 1, 1))
            .verdict();

    assertOnly(verdict, Anomaly.UNSEEN, 1);
  }

  @Test
  void oneValueReadTwiceAtDifferentOffsetsIsADuplicate() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, new Outcome.Unknown("timed out"))
            .acknowledged(1, 1, 1)
            .finalReader(9)
            .polled(9, at(0, 1, 0), at(1, 1, 1), at(2, 1, 0))
            .verdict();

    assertOnly(verdict, Anomaly.DUPLICATE, 1);
    assertThat(verdict.toText()).contains("value 1-0 at offset 0, and read at 2");
  }

  @Test
  void aValueReadElsewhereThanAcknowledgedIsADuplicate() {
    Verdict verdict =
        Story.withAcksAll().acknowledged(1, 0, 5).finalReader(9).polled(9, at(6, 1, 0)).verdict();

    assertOnly(verdict, Anomaly.DUPLICATE, 1);
  }

  @Test
  void twoReadersWhoSeeDifferentValuesAtOneOffsetAreInconsistent() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, new Outcome.Unknown("timed out"))
            .sent(2, 0, new Outcome.Unknown("timed out"))
            .acknowledged(3, 0, 1)
            .reader(8)
            .polled(8, at(0, 1, 0))
            .finalReader(9)
            .polled(9, at(0, 2, 0), at(1, 3, 0))
            .verdict();

    assertThat(verdict.violations())
        .isEqualTo(Map.of(Anomaly.INCONSISTENT_OFFSETS, 1L, Anomaly.VANISHED, 1L));
    assertThat(verdict.toText()).contains("offset 0 held 1-0 and 2-0");
  }

  @Test
  void twoSendsAcknowledgedAtOneOffsetAreInconsistent() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .acknowledged(2, 0, 0)
            .finalReader(9)
            .polled(9, at(0, 1, 0))
            .verdict();

    assertThat(verdict.violations())
        .isEqualTo(Map.of(Anomaly.INCONSISTENT_OFFSETS, 1L, Anomaly.LOST_WRITE, 1L));
  }

  @Test
  void readingWhatCertainlyFailedIsAnAbortedRead() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .sent(1, 1, new Outcome.Failed("not-enough-replicas"))
            .finalReader(9)
            .polled(9, at(0, 1, 0), at(1, 1, 1))
            .verdict();

    assertOnly(verdict, Anomaly.ABORTED_READ, 1);
    assertThat(verdict.toText()).contains("Failed[reason=not-enough-replicas]");
  }

  @Test
  void readingWhatNobodySentIsSaid() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .finalReader(9)
            .polled(9, at(0, 1, 0), at(1, 4, 17))
            .verdict();

    assertOnly(verdict, Anomaly.UNSENT_READ, 1);
  }

  @Test
  void whatALiveReaderSawAndTheFinalOneDoesNotFindHasVanished() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .sent(1, 1, new Outcome.Unknown("connection broke"))
            .reader(8)
            .polled(8, at(0, 1, 0), at(1, 1, 1))
            .finalReader(9)
            .polled(9, at(0, 1, 0))
            .verdict();

    assertOnly(verdict, Anomaly.VANISHED, 1);
  }

  @Test
  void aReaderThatPassesByWhatOthersReadSkips() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 3, new Outcome.Acknowledged(0))
            .reader(8)
            .polled(8, at(0, 1, 0))
            .polled(8, at(2, 1, 2))
            .finalReader(9)
            .polled(9, new Run(0, 1, 0, 3))
            .verdict();

    assertOnly(verdict, Anomaly.POLL_SKIP, 1);
    assertThat(verdict.toText()).contains("reader 8 went from 0 to 2, past value 1-1 at 1");
  }

  @Test
  void aFinalReaderThatLacksTheFirstRecordSkipsIt() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 2, new Outcome.Acknowledged(0))
            .finalReader(8)
            .polled(8, at(1, 1, 1))
            .finalReader(9)
            .polled(9, new Run(0, 1, 0, 2))
            .verdict();

    assertOnly(verdict, Anomaly.POLL_SKIP, 1);
  }

  @Test
  void goingBackWithinOneReadIsAnInternalNonmonotonicPoll() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 2, new Outcome.Acknowledged(0))
            .reader(8)
            .polled(8, at(0, 1, 0), at(1, 1, 1), at(0, 1, 0))
            .finalReader(9)
            .polled(9, new Run(0, 1, 0, 2))
            .verdict();

    assertOnly(verdict, Anomaly.NONMONOTONIC_POLL_INTERNAL, 1);
  }

  @Test
  void repeatingFromReadToReadIsAnExternalNonmonotonicPoll() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 2, new Outcome.Acknowledged(0))
            .reader(8)
            .polled(8, at(0, 1, 0), at(1, 1, 1))
            .polled(8, at(1, 1, 1))
            .finalReader(9)
            .polled(9, new Run(0, 1, 0, 2))
            .verdict();

    assertOnly(verdict, Anomaly.NONMONOTONIC_POLL_EXTERNAL, 1);
  }

  @Test
  void aLaterSendAtALowerOffsetIsNonmonotonic() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 1)
            .acknowledged(1, 1, 0)
            .finalReader(9)
            .polled(9, at(0, 1, 1), at(1, 1, 0))
            .verdict();

    assertOnly(verdict, Anomaly.NONMONOTONIC_SEND, 1);
  }

  @Test
  void everyAnomalyOfAPartitionIsCountedThoughFewAreShown() {
    Story story = Story.withAcksAll().sent(1, 0, 500, new Outcome.Acknowledged(0));

    Verdict verdict = story.finalReader(9).polled(9, at(499, 1, 499)).verdict();

    assertOnly(verdict, Anomaly.LOST_WRITE, 499);
    assertThat(verdict.shown()).hasSizeBetween(1, 10);
  }

  @Test
  void aHistoryThatBreaksOffIsNotClean() throws IOException {
    Story story = Story.withAcksAll().acknowledged(1, 0, 0).finalReader(9).polled(9, at(0, 1, 0));

    assertThat(new Checker(1).check(story.historyThatBreaksOff()).isClean()).isFalse();
    assertThat(story.verdict().isClean()).isTrue();
  }

  @Test
  void aHistoryWithoutAFinalReadIsNotClean() {
    Verdict verdict =
        Story.withAcksAll().acknowledged(1, 0, 0).reader(8).polled(8, at(0, 1, 0)).verdict();

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.missing()).containsExactly("no final read to the end of [orders-0]");
    assertThat(verdict.isClean()).isFalse();
  }

  @Test
  void aHistoryInWhichNothingMovedIsNotClean() {
    assertThat(Story.withAcksAll().finalReader(9).polled(9).verdict().missing())
        .containsExactly("nothing was acknowledged");
  }

  private static void assertOnly(Verdict verdict, Anomaly anomaly, long count) {
    assertThat(verdict.violations()).isEqualTo(Map.of(anomaly, count));
    assertThat(verdict.isClean()).isFalse();
    assertThat(verdict.toText()).contains(anomaly.title() + ": " + count);
  }
}
