package io.tukki.actors.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.replica.NodeReport.Kind;
import io.tukki.actors.replica.NodeReport.Trouble;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.id.TopicId;
import io.tukki.core.log.ReplicaStatus;
import io.tukki.core.log.ReplicaStatus.Bounds;
import io.tukki.core.log.ReplicaStatus.Follower;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class SurveyTest {

  private static final ReplicaId SELF = replica(1);
  private static final ReplicaId OTHER = replica(2);
  private static final TopicId TOPIC = new TopicId(new UUID(7, 7));

  @Test
  void aLeaderTellsOfVotersThatDoNotFollow() {
    NodeReport report = report(status(0, Optional.of(SELF), false, false));

    assertThat(report.underReplicated()).isOne();
    assertThat(report.troubles()).containsExactly(trouble(0, Kind.UNDER_REPLICATED, OTHER.node()));
  }

  @Test
  void whatIsLedElsewhereIsToldThere() {
    NodeReport report = report(status(0, Optional.of(OTHER), false, false));

    assertThat(report.troubles()).isEmpty();
    assertThat(report.holds()).isOne();
    assertThat(report.leads()).isZero();
  }

  @Test
  void aPartitionWithoutALeaderIsToldByWhoeverHoldsIt() {
    assertThat(report(status(0, Optional.empty(), true, false)).troubles())
        .containsExactly(trouble(0, Kind.LEADERLESS));
  }

  @Test
  void thatCommittedRecordsMayBeLostIsToldByWhoeverTookThemOverWhereverTheyAreLedNow() {
    NodeReport report =
        report(
            status(0, Optional.of(SELF), true, true),
            status(1, Optional.of(OTHER), true, true),
            status(2, Optional.of(SELF), true, false));

    assertThat(report.mayLackCommitted()).isEqualTo(2);
    assertThat(report.troubles())
        .containsExactly(
            trouble(0, Kind.COMMITTED_MAY_BE_LOST), trouble(1, Kind.COMMITTED_MAY_BE_LOST));
  }

  @Test
  void allAreCountedThoughOnlySomeAreNamed() {
    NodeReport report =
        new Survey(
                SELF.node(),
                List.of(
                    status(0, Optional.of(SELF), false, true),
                    status(1, Optional.of(SELF), false, true)))
            .report(3);

    assertThat(report.mayLackCommitted()).isEqualTo(2);
    assertThat(report.underReplicated()).isEqualTo(2);
    assertThat(report.troubles()).hasSize(3);
  }

  private static NodeReport report(ReplicaStatus... statuses) {
    return new Survey(SELF.node(), Arrays.asList(statuses)).report(100);
  }

  private static Trouble trouble(int partition, Kind kind, NodeId... missing) {
    return new Trouble(new PartitionId(TOPIC, partition), kind, Arrays.asList(missing));
  }

  private static ReplicaStatus status(
      int partition, Optional<ReplicaId> leader, boolean follows, boolean mayLackCommitted) {
    return new ReplicaStatus(
        new PartitionId(TOPIC, partition).persistenceId(),
        leader,
        new LeaderEpoch(1),
        new Bounds(0, 10, 10),
        List.of(SELF, OTHER),
        List.of(),
        leader.filter(SELF::equals).isPresent()
            ? List.of(new Follower(OTHER, 10, follows))
            : List.of(),
        List.of(),
        mayLackCommitted);
  }

  private static ReplicaId replica(int node) {
    return new ReplicaId(new NodeId(node), new DirectoryId(new UUID(node, node)));
  }
}
