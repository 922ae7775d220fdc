package io.tukki.persistence.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The main flows as transcripts: what is said and written, in order, on a good network. */
final class ScenarioTest {

  @Test
  void aNominatedReplicaIsPromisedAcceptedAndThenServes() {
    var stage = new Stage(3);

    stage.nominate(0);

    assertThat(stage.transcript())
        .isEqualTo(
            """
            0 saves promised 1, accepted 0
            0>1 prepare 1
            0>2 prepare 1
            1 saves promised 1, accepted 0
            2 saves promised 1, accepted 0
            1>0 promise 1: rank 0, end 0
            2>0 promise 1: rank 0, end 0
            0>1 accept 1: end 0
            0>2 ping 1
            0 saves promised 1, accepted 1
            1>0 report 1: COPYING 0
            1 saves promised 1, accepted 1
            2>0 report 1: UNACCEPTED 0
            1>0 report 1: ACCEPTED 0
            0>2 accept 1: end 0
            0 leads 1 from 0
            2>0 report 1: COPYING 0
            2 saves promised 1, accepted 1
            2>0 report 1: ACCEPTED 0
            """);
  }

  @Test
  void anAppendIsAcknowledgedWhenAMajorityHasWrittenIt() {
    var stage = new Stage(3);
    stage.nominate(0);
    stage.forget();

    stage.append(0, 7);

    assertThat(stage.transcript())
        .isEqualTo(
            """
            0 writes [0@1]
            0>1 append 1: [0@1]
            0>2 append 1: [0@1]
            1 writes [0@1]
            2 writes [0@1]
            1>0 report 1: ACCEPTED 1
            2>0 report 1: ACCEPTED 1
            0 commits to 1
            0 acknowledges to 1
            """);
  }

  @Test
  void aFencedLeaderStopsAndItsUnreplicatedTailIsCut() {
    var stage = new Stage(3);
    stage.nominate(0);
    stage.append(0, 7);
    stage.isolate(0);
    stage.append(0, 8);
    stage.nominate(1);
    stage.append(1, 9);
    stage.forget();

    stage.mend();
    stage.append(0, 10);
    stage.pass(40);

    assertThat(stage.transcript())
        .contains("0 steps down from 1: FENCED")
        .contains("0 cuts to 1")
        .doesNotContain("0 acknowledges");
    assertThat(stage.log(0)).isEqualTo("[0@1, 1@2]").isEqualTo(stage.log(1));
  }

  @Test
  void aLearnerCatchesUpAndBecomesAVoterThroughAJointConfiguration() {
    var stage = new Stage(2, 3);
    stage.nominate(0);
    stage.append(0, 7);
    stage.change(0, 2, 1);
    stage.forget();

    stage.change(0, 3, 0);

    assertThat(stage.transcript())
        .containsSubsequence(
            "0 writes [2@1: voters 2, then 3]",
            "0 commits to 3",
            "0 writes [3@1: voters 3]",
            "0 commits to 4",
            "0 acknowledges to 4");
    assertThat(stage.log(2)).isEqualTo(stage.log(0));
  }

  @Test
  void aForcedSurvivorLeadsAloneAndThoseWhoComeBackFollowIt() {
    var stage = new Stage(3);
    stage.nominate(0);
    stage.append(0, 7);
    stage.isolate(2);
    stage.append(0, 8);
    stage.isolate(0);
    stage.isolate(1);
    stage.forget();

    stage.force(2);
    stage.append(2, 9);
    stage.mend();
    stage.pass(40);
    stage.pass(40);
    stage.pass(40);

    assertThat(stage.transcript())
        .contains("2 alarms: FORCED_TO_LEAD")
        .contains("0 alarms: COMMITTED_MAY_BE_LOST");
    assertThat(stage.log(2)).isEqualTo(stage.log(0)).isEqualTo(stage.log(1));
  }

  @Test
  void theMajorityOfBeforeIsNotElectedOnceItHasHeardOfADecree() {
    var stage = new Stage(3);
    stage.nominate(0);
    stage.append(0, 7);
    stage.isolate(2);
    stage.append(0, 8);
    stage.force(2);
    stage.mend();
    stage.forget();

    stage.nominate(0);
    stage.nominate(1);
    stage.nominate(0);

    assertThat(stage.transcript()).doesNotContain("0 leads").doesNotContain("1 leads");
  }
}
