package io.tukki.actors.controller;

import io.tukki.core.cluster.ClusterDelta;
import io.tukki.core.cluster.ClusterSnapshot;
import org.apache.pekko.actor.typed.ActorRef;

/** What a follower hears from the controller. */
public sealed interface ImageUpdate {

  /** Who says so; a follower that sees this actor stop asks for the one that took its place. */
  ActorRef<ControllerCommand> controller();

  /** What happened since a version; nothing, where the follower was current when it asked. */
  record Changed(ClusterDelta delta, ActorRef<ControllerCommand> controller)
      implements ImageUpdate {}

  /** A part of everything, for a follower that is too far behind. */
  record Whole(ClusterSnapshot.Page page, ActorRef<ControllerCommand> controller)
      implements ImageUpdate {}
}
