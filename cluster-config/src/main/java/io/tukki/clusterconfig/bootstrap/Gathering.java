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
 */
record Gathering(NodeSettings.Cluster settings, Map<NodeId, Optional<Place>> peers) {

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
    return new Quorum(settings.expectedNodes(), peers.size());
  }
}
