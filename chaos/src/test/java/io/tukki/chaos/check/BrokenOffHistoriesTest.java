package io.tukki.chaos.check;

import static io.tukki.chaos.check.Story.at;
import static io.tukki.chaos.check.Story.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.chaos.history.Outcome;
import io.tukki.chaos.history.Run;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run that was broken off is judged for what can be judged, and says what cannot. */
final class BrokenOffHistoriesTest {

  @Test
  void whatNobodyReadAtTheEndMayBeThere() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 3, new Outcome.Acknowledged(0))
            .reader(8)
            .polled(8, at(0, 1, 0))
            .verdictOnWhatThereIs();

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.notJudged()).isEqualTo(Map.of(Anomaly.UNSEEN, 2L));
    assertThat(verdict.isClean()).isFalse();
    assertThat(verdict.toText())
        .contains("INCOMPLETE    a writer of this history did not come to its end")
        .contains("NOT JUDGED    unseen: perhaps 2")
        .endsWith("NOT CLEAN: what could be judged is\n");
  }

  @Test
  void aFinalReaderThatDidNotGetToTheEndIsNone() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 3, new Outcome.Acknowledged(0))
            .reader(8)
            .polled(8, new Run(0, 1, 0, 3))
            .finalReader(9)
            .polled(9, at(0, 1, 0))
            .verdictOnWhatThereIs();

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.missing()).contains("no final read to the end of [orders-0]");
  }

  @Test
  void whatAReaderWentPastIsLostAllTheSame() {
    Verdict verdict =
        Story.withAcksAll()
            .sent(1, 0, 4, new Outcome.Acknowledged(0))
            .reader(8)
            .polled(8, at(0, 1, 0))
            .polled(8, at(2, 1, 2))
            .verdictOnWhatThereIs();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.LOST_WRITE, 1L));
    assertThat(verdict.notJudged()).isEqualTo(Map.of(Anomaly.UNSEEN, 1L));
  }

  @Test
  void whatASenderDidLastItMayNotHaveWrittenDown() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .reader(8)
            .polled(8, at(0, 1, 0), at(1, 1, 1), at(2, 4, 0))
            .verdictOnWhatThereIs();

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.notJudged()).isEqualTo(Map.of(Anomaly.UNSENT_READ, 2L));
  }

  @Test
  void whatASenderWouldHaveWrittenDownBeforeWasNotSent() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .acknowledged(1, 2, 2)
            .reader(8)
            .polled(8, at(0, 1, 0), at(1, 1, 1), at(2, 1, 2))
            .verdictOnWhatThereIs();

    assertThat(verdict.violations()).isEqualTo(Map.of(Anomaly.UNSENT_READ, 1L));
  }

  @Test
  void whetherTheClusterWouldHaveSaidSoIsNotKnown() {
    Verdict verdict =
        Story.withAcksAll()
            .acknowledged(1, 0, 0)
            .powerCut(Duration.ofDays(1), on(1, 1, 0))
            .verdictOnWhatThereIs();

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.notJudged()).containsKey(Anomaly.SILENT_LOSS);
  }
}
