package io.tukki.actors.controller;

import io.tukki.core.cluster.ClusterDelta;
import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.EventTail;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * The caches that the controller keeps current. Part of the controller's actor; its thread only.
 */
final class Followers {

  private final ActorContext<ControllerCommand> context;
  private final ControllerSettings settings;
  private final Set<ActorRef<ImageUpdate>> followers = new HashSet<>();
  private EventTail tail;

  Followers(ActorContext<ControllerCommand> context, ControllerSettings settings) {
    this.context = context;
    this.settings = settings;
    this.tail = new EventTail(0, settings.retainedEvents());
  }

  void add(ActorRef<ImageUpdate> follower, long knownVersion, ClusterImage image) {
    if (followers.add(follower)) {
      context.watchWith(follower, new ControllerCommand.FollowerStopped(follower));
    }
    tail.since(knownVersion)
        .ifPresentOrElse(delta -> tell(follower, delta), () -> tellAll(follower, image));
  }

  void remove(ActorRef<ImageUpdate> follower) {
    followers.remove(follower);
  }

  /** Tells everybody what has led from one image to the next. */
  void publish(ClusterImage before, List<ClusterEvent> events) {
    tail.append(events);
    ClusterDelta delta = new ClusterDelta(before.version(), events);
    followers.forEach(follower -> tell(follower, delta));
  }

  /**
   * The tail begins anew wherever recovery has ended, since a write that failed may have been
   * stored all the same. Whoever has missed that notices the gap.
   */
  void recovered(ClusterImage image) {
    tail = new EventTail(image.version(), settings.retainedEvents());
    publish(image, List.of());
  }

  private void tell(ActorRef<ImageUpdate> follower, ClusterDelta delta) {
    delta
        .pages(settings.pageWeight())
        .forEach(page -> follower.tell(new ImageUpdate.Changed(page, context.getSelf())));
  }

  private void tellAll(ActorRef<ImageUpdate> follower, ClusterImage image) {
    image
        .snapshot()
        .pages(settings.pageWeight())
        .forEach(page -> follower.tell(new ImageUpdate.Whole(page, context.getSelf())));
  }
}
