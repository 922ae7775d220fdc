package io.tukki.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.TimestampType;
import io.tukki.core.result.Refusal;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PartitionStateTest {

  private static final LeaderEpoch EPOCH = new LeaderEpoch(3);
  private static final long NOW_MS = 50_000L;

  private final ProducerLimits limits = new ProducerLimits(3, 10_000L);
  private PartitionState state = PartitionState.empty(limits);

  private static Verdict stored(long baseOffset, long nextOffset) {
    return new Verdict.Placed(baseOffset, nextOffset, OptionalLong.empty(), false);
  }

  private static Verdict duplicate(long baseOffset, long nextOffset) {
    return new Verdict.Placed(baseOffset, nextOffset, OptionalLong.empty(), true);
  }

  private static Verdict denied(Refusal refusal) {
    return new Verdict.Denied(refusal);
  }

  private AppendDecision decide(long nowMs, TestBatch... batches) {
    return state.decide(
        new AppendRound(
            Stream.of(batches).map(TestBatch::build).toList(),
            EPOCH,
            TimestampType.CREATE_TIME,
            nowMs));
  }

  private List<Verdict> append(TestBatch... batches) {
    return appendAt(NOW_MS, batches);
  }

  private List<Verdict> appendAt(long nowMs, TestBatch... batches) {
    AppendDecision decision = decide(nowMs, batches);
    decision.events().forEach(event -> state.evolve(event, nowMs));
    return decision.verdicts();
  }

  @Test
  void batchesOfARoundGetConsecutiveOffsetsAndTheLeadersEpoch() {
    append(TestBatch.plain(4));

    AppendDecision decision = decide(NOW_MS, TestBatch.plain(3), TestBatch.plain(2));

    assertThat(decision.verdicts()).containsExactly(stored(4, 7), stored(7, 9));
    assertThat(decision.events()).extracting(BatchHeader::baseOffset).containsExactly(4L, 7L);
    assertThat(decision.events()).extracting(BatchHeader::leaderEpoch).containsOnly(EPOCH);
    assertThat(((RecordBatch) decision.events().get(0)).crcHolds()).isTrue();
  }

  @Test
  void aDecisionThatIsNotPersistedChangesNothing() {
    decide(NOW_MS, TestBatch.of(7, 0, 0, 2), TestBatch.plain(2));

    assertThat(state.nextOffset()).isZero();
    assertThat(state.producerCount()).isZero();
  }

  @Test
  void theSameBatchAgainIsAnsweredWithItsFirstOffset() {
    append(TestBatch.plain(5), TestBatch.of(7, 0, 0, 2), TestBatch.of(7, 0, 2, 1));

    AppendDecision decision = decide(NOW_MS, TestBatch.of(7, 0, 0, 2));

    assertThat(decision.verdicts()).containsExactly(duplicate(5, 7));
    assertThat(decision.events()).isEmpty();
  }

  @Test
  void theSameBatchTwiceInOneRoundIsStoredOnce() {
    List<Verdict> verdicts =
        append(TestBatch.of(7, 0, 0, 2), TestBatch.of(7, 0, 0, 2), TestBatch.of(7, 0, 2, 1));

    assertThat(verdicts).containsExactly(stored(0, 2), duplicate(0, 2), stored(2, 3));
    assertThat(state.nextOffset()).isEqualTo(3);
  }

  @Test
  void fiveBatchesBackIsRememberedAndSixIsNot() {
    append(
        TestBatch.of(7, 0, 0, 1),
        TestBatch.of(7, 0, 1, 1),
        TestBatch.of(7, 0, 2, 1),
        TestBatch.of(7, 0, 3, 1),
        TestBatch.of(7, 0, 4, 1),
        TestBatch.of(7, 0, 5, 1));

    assertThat(append(TestBatch.of(7, 0, 1, 1))).containsExactly(duplicate(1, 2));
    assertThat(append(TestBatch.of(7, 0, 0, 1)))
        .containsExactly(denied(new Refusal.OutOfOrderSequence(7, 6, 0)));
  }

  @Test
  void partOfAStoredBatchIsNoDuplicate() {
    append(TestBatch.of(7, 0, 0, 4));

    assertThat(append(TestBatch.of(7, 0, 0, 2)))
        .containsExactly(denied(new Refusal.OutOfOrderSequence(7, 4, 0)));
  }

  @Test
  void aGapIsRefusedAndSoIsWhatFollowsItInTheRound() {
    List<Verdict> verdicts =
        append(
            TestBatch.of(7, 0, 0, 2),
            TestBatch.of(7, 0, 3, 1),
            TestBatch.of(7, 0, 4, 1),
            TestBatch.of(8, 0, 0, 1),
            TestBatch.of(7, 0, 2, 1));

    assertThat(verdicts)
        .containsExactly(
            stored(0, 2),
            denied(new Refusal.OutOfOrderSequence(7, 2, 3)),
            denied(new Refusal.OutOfOrderSequence(7, 2, 4)),
            stored(2, 3),
            stored(3, 4));
  }

  @Test
  void anUnknownProducerMayBeginAnywhere() {
    assertThat(append(TestBatch.of(7, 4, 33, 2), TestBatch.of(7, 4, 35, 1)))
        .containsExactly(stored(0, 2), stored(2, 3));
  }

  @Test
  void aNewEpochBeginsAtZeroAndFencesTheOld() {
    append(TestBatch.of(7, 1, 0, 2));

    assertThat(append(TestBatch.of(7, 2, 2, 1)))
        .containsExactly(denied(new Refusal.OutOfOrderSequence(7, 0, 2)));
    assertThat(append(TestBatch.of(7, 2, 0, 1))).containsExactly(stored(2, 3));
    assertThat(append(TestBatch.of(7, 1, 2, 1)))
        .containsExactly(denied(new Refusal.InvalidProducerEpoch(7, 2, 1)));
    // What the old epoch stored is not recognized under the new one either.
    assertThat(append(TestBatch.of(7, 1, 0, 2)))
        .containsExactly(denied(new Refusal.InvalidProducerEpoch(7, 2, 1)));
  }

  @Test
  void sequenceNumbersBeginAgainBehindTheGreatestInt() {
    append(TestBatch.of(7, 0, Integer.MAX_VALUE - 1, 2));
    assertThat(append(TestBatch.of(7, 0, 0, 1))).containsExactly(stored(2, 3));

    append(TestBatch.of(8, 0, Integer.MAX_VALUE - 1, 5));
    assertThat(append(TestBatch.of(8, 0, 2, 1)))
        .containsExactly(denied(new Refusal.OutOfOrderSequence(8, 3, 2)));
    assertThat(append(TestBatch.of(8, 0, 3, 1))).containsExactly(stored(8, 9));
    assertThat(append(TestBatch.of(8, 0, Integer.MAX_VALUE - 1, 5)))
        .containsExactly(duplicate(3, 8));
  }

  @Test
  void aSilentProducerIsForgottenByTheLeadersClock() {
    append(TestBatch.of(7, 1, 0, 2).timestampMs(Long.MAX_VALUE));
    long justBefore = NOW_MS + limits.idleExpiryMs() - 1;

    assertThat(decide(justBefore, TestBatch.of(7, 1, 9, 1)).verdicts())
        .containsExactly(denied(new Refusal.OutOfOrderSequence(7, 2, 9)));
    assertThat(appendAt(justBefore + 1, TestBatch.of(7, 1, 9, 1))).containsExactly(stored(2, 3));
  }

  @Test
  void silentProducersAreLetGoOfWhenOthersAppend() {
    append(TestBatch.of(7, 0, 0, 1), TestBatch.of(8, 0, 0, 1));

    appendAt(NOW_MS + limits.idleExpiryMs(), TestBatch.plain(1));

    assertThat(state.producerCount()).isZero();
  }

  @Test
  void pastTheBoundTheLongestSilentProducerIsForgotten() {
    append(TestBatch.of(1, 0, 0, 1), TestBatch.of(2, 0, 0, 1), TestBatch.of(3, 0, 0, 1));
    append(TestBatch.of(1, 0, 1, 1), TestBatch.of(4, 0, 0, 1));

    assertThat(state.producerCount()).isEqualTo(3);
    assertThat(append(TestBatch.of(1, 0, 7, 1)))
        .containsExactly(denied(new Refusal.OutOfOrderSequence(1, 2, 7)));
    assertThat(append(TestBatch.of(2, 0, 7, 1))).containsExactly(stored(5, 6));
  }

  @Test
  void aSnapshotCarriesOnWhereTheStateWas() {
    append(TestBatch.of(7, 1, 0, 2), TestBatch.of(8, 0, 0, 1), TestBatch.of(7, 1, 2, 1));
    PartitionSnapshot snapshot = state.snapshot();
    append(TestBatch.of(7, 1, 3, 1));

    state = PartitionState.of(snapshot, limits);

    assertThat(state.nextOffset()).isEqualTo(4);
    assertThat(append(TestBatch.of(7, 1, 0, 2))).containsExactly(duplicate(0, 2));
    assertThat(append(TestBatch.of(7, 1, 4, 1)))
        .containsExactly(denied(new Refusal.OutOfOrderSequence(7, 3, 4)));
    // 8 has been silent longer than 7, and the snapshot knows it.
    append(TestBatch.of(9, 0, 0, 1), TestBatch.of(10, 0, 0, 1));
    assertThat(append(TestBatch.of(8, 0, 5, 1))).containsExactly(stored(6, 7));
  }

  @Test
  void theLogsEndCountsWhereTheBatchesThatWouldTellAreGone() {
    state.resumeAt(900);

    assertThat(append(TestBatch.plain(1))).containsExactly(stored(900, 901));
  }

  @Test
  void logAppendTimeIsStampedAndAnsweredEvenForADuplicate() {
    AppendRound round =
        new AppendRound(
            List.of(TestBatch.of(7, 0, 0, 1).build()),
            EPOCH,
            TimestampType.LOG_APPEND_TIME,
            NOW_MS);
    AppendDecision decision = state.decide(round);
    RecordBatch event = (RecordBatch) decision.events().get(0);
    assertThat(event.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    assertThat(event.maxTimestampMs()).isEqualTo(NOW_MS);
    assertThat(event.crcHolds()).isTrue();
    state.evolve(event, NOW_MS);

    AppendDecision again =
        state.decide(
            new AppendRound(
                List.of(TestBatch.of(7, 0, 0, 1).build()),
                EPOCH,
                TimestampType.LOG_APPEND_TIME,
                NOW_MS + 5));

    assertThat(again.verdicts())
        .containsExactly(new Verdict.Placed(0, 1, OptionalLong.of(NOW_MS), true));
  }

  @Test
  void createTimeIsLeftAlone() {
    AppendDecision decision = decide(NOW_MS, TestBatch.plain(1).timestampMs(17));

    assertThat(decision.events().get(0).maxTimestampMs()).isEqualTo(17);
  }

  @Test
  void anEndOfTransactionRaisesTheEpochAndTakesNoSequenceNumber() {
    append(TestBatch.of(7, 1, 0, 2));
    RecordBatch marker = TestBatch.of(7, 1, -1, 1).attributes(0x30).build();
    marker.placeAt(2, EPOCH);
    state.evolve(marker, NOW_MS);

    assertThat(append(TestBatch.of(7, 1, 2, 1))).containsExactly(stored(3, 4));
  }

  @Test
  void aControlBatchOfTheLogItselfTakesAnOffsetAndIsNoProducers() {
    append(TestBatch.of(7, 1, 0, 2));
    RecordBatch control = TestBatch.plain(1).attributes(0x20).build();
    control.placeAt(2, EPOCH);
    state.evolve(control, NOW_MS);

    assertThat(state.nextOffset()).isEqualTo(3);
    assertThat(state.producerCount()).isEqualTo(1);
    assertThat(append(TestBatch.of(7, 1, 2, 1))).containsExactly(stored(3, 4));
  }
}
