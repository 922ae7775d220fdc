package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.Metadata;
import io.tukki.actors.membership.Neighbours;
import io.tukki.actors.membership.meeting.MeetingPlan.Place;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Keeps the {@link PeerFile} as the cluster's metadata is. */
record PeerNotes(Neighbours neighbours, PeerFile file, Executor blocking) {

  void follow(Metadata metadata) {
    var unused =
        metadata.subscribe(
            changed -> {
              if (changed.isFormed()) {
                // What is known by then, since two of these may overtake each other.
                blocking.execute(() -> file.update(peers(metadata.image())));
              }
            });
  }

  private Map<NodeId, Optional<Place>> peers(ClusterImage image) {
    Map<NodeId, Optional<Place>> peers = new HashMap<>();
    for (NodeId node : image.nodes().keySet()) {
      peers.put(node, neighbours.node(node).flatMap(known -> Place.of(known.address().address())));
    }
    return peers;
  }
}
