package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.membership.Standing;
import io.tukki.actors.membership.meeting.MeetingPlan;
import io.tukki.actors.membership.meeting.MeetingPlan.Place;
import io.tukki.actors.membership.meeting.Quorum;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.id.NodeId;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a starting node looks for others, and how many there must be: what its settings say and
 * what it remembers.
 *
 * @param self empty while nobody has said which node it is
 */
record Gathering(
    NodeSettings.Cluster settings, Optional<NodeId> self, Map<NodeId, Optional<Place>> peers) {

  /** A node that was taken in by others, and has not learnt yet who they are. */
  private static final int AT_LEAST_ONE_OTHER = 2;

  /** There is nobody else to look for. */
  boolean isAlone() {
    return settings.seeds().isEmpty() && peers.size() <= 1;
  }

  MeetingPlan plan(Standing standing) {
    if (isAlone()) {
      return new MeetingPlan(standing, quorum(), Stream.<Place>empty().toList());
    }
    Stream<Place> said = settings.seeds().stream().map(seed -> new Place(seed.host(), seed.port()));
    Stream<Place> remembered = peers.values().stream().flatMap(Optional::stream);
    return new MeetingPlan(standing, quorum(), Stream.concat(said, remembered).distinct().toList());
  }

  private Quorum quorum() {
    return new Quorum(settings.expectedNodes(), known());
  }

  /** Were it to count itself alone, it would begin a cluster beside the one that took it in. */
  private int known() {
    boolean takenIn = self.filter(node -> !node.equals(NodeDirectory.FIRST)).isPresent();
    return peers.isEmpty() && takenIn ? AT_LEAST_ONE_OTHER : peers.size();
  }
}
