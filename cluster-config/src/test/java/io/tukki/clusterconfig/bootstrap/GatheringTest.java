package io.tukki.clusterconfig.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.membership.Standing;
import io.tukki.actors.membership.meeting.MeetingPlan;
import io.tukki.actors.membership.meeting.MeetingPlan.Place;
import io.tukki.actors.membership.meeting.Quorum;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class GatheringTest {

  private static final Standing BLANK = new Standing.Blank(new DirectoryId(new UUID(1, 1)));
  private static final Place SEED = new Place("seed", 7355);

  private static MeetingPlan plan(
      Optional<NodeId> self, Map<NodeId, Optional<Place>> peers, OptionalInt expected) {
    NodeSettings.Cluster settings =
        new NodeSettings.Cluster(
            "tukki",
            "here",
            "here",
            7355,
            List.of(new NodeSettings.Seed(SEED.host(), SEED.port())),
            expected,
            Optional.empty());
    return new Gathering(settings, self, peers).plan(BLANK);
  }

  @Test
  void whoWasTakenInButDoesNotKnowTheOthersYetNeedsOneOfThem() {
    MeetingPlan plan = plan(Optional.of(new NodeId(5)), Map.of(), OptionalInt.empty());

    assertThat(plan.quorum()).isEqualTo(new Quorum(OptionalInt.empty(), 2));
  }

  @Test
  void theFirstNodeOfAClusterMayBeItsOnlyOne() {
    MeetingPlan plan = plan(Optional.of(NodeDirectory.FIRST), Map.of(), OptionalInt.empty());

    assertThat(plan.quorum()).isEqualTo(new Quorum(OptionalInt.empty(), 0));
  }

  @Test
  void whoIsLeftAloneOfManyIsEnough() {
    NodeId self = new NodeId(5);

    MeetingPlan plan = plan(Optional.of(self), Map.of(self, Optional.empty()), OptionalInt.empty());

    assertThat(plan.quorum()).isEqualTo(new Quorum(OptionalInt.empty(), 1));
  }

  @Test
  void othersAreLookedForWhereTheyWereAndWhereTheSettingsSay() {
    Place before = new Place("other", 7355);

    MeetingPlan plan =
        plan(
            Optional.of(new NodeId(2)),
            Map.of(new NodeId(1), Optional.of(before), new NodeId(2), Optional.empty()),
            OptionalInt.of(3));

    assertThat(plan.places()).containsExactly(SEED, before);
    assertThat(plan.quorum()).isEqualTo(new Quorum(OptionalInt.of(3), 2));
  }
}
