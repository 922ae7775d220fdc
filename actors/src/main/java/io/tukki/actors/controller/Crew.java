package io.tukki.actors.controller;

import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Those who work beside the controller: its mover and the keeper of its voters. They come and go
 * with it. Part of the controller's actor; its thread only.
 */
final class Crew {

  private static final int ENOUGH_TO_LOSE_ONE = 3;

  private final ActorContext<ControllerCommand> context;
  private final MoveSettings settings;
  private final Optional<ControllerSite> site;
  private Optional<Members> members = Optional.empty();

  private record Members(ActorRef<Mover.Command> mover, ActorRef<VoterKeeper.Command> keeper) {}

  /**
   * @param site empty where there is nobody to reach, and so nothing to move
   */
  Crew(
      ActorContext<ControllerCommand> context,
      MoveSettings settings,
      Optional<ControllerSite> site) {
    this.context = context;
    this.settings = settings;
    this.site = site;
  }

  void recovered(ClusterImage image) {
    members.ifPresent(
        old -> {
          context.stop(old.mover());
          context.stop(old.keeper());
        });
    members =
        site.map(
            here ->
                new Members(
                    context.spawnAnonymous(Mover.create(context.getSelf(), here, settings, image)),
                    context.spawnAnonymous(VoterKeeper.create(here, settings, image))));
  }

  void tell(ClusterImage image) {
    members.ifPresent(
        crew -> {
          crew.mover().tell(new Mover.ImageIs(image));
          crew.keeper().tell(new VoterKeeper.ImageIs(image));
        });
  }

  void report(ActorRef<MovesReport> replyTo) {
    members.ifPresentOrElse(
        crew -> crew.mover().tell(new Mover.ReportTo(replyTo)),
        () -> replyTo.tell(new MovesReport(Optional.empty(), List.of())));
  }

  /** The registered nodes that are not here. */
  Set<NodeId> away(ClusterImage image) {
    Set<NodeId> away = new HashSet<>();
    site.ifPresent(
        here -> {
          away.addAll(image.nodes().keySet());
          away.removeAll(here.agents().here());
        });
    return away;
  }

  /**
   * Who votes in the controller's log and is missed there. The controller's own node keeps its vote
   * as long as it leads, and may go as one of three or more: the others elect without it.
   */
  Set<NodeId> neededVoters() {
    Set<NodeId> needed = voters();
    if (needed.size() >= ENOUGH_TO_LOSE_ONE) {
      site.map(ControllerSite::node).ifPresent(needed::remove);
    }
    return needed;
  }

  /** The controller's node, if its log could have no majority without it. */
  Set<NodeId> bound(ClusterImage image) {
    return image.nodes().size() >= ENOUGH_TO_LOSE_ONE
        ? Set.of()
        : site.map(ControllerSite::node).map(Set::of).orElse(Set.of());
  }

  private Set<NodeId> voters() {
    Set<NodeId> voters = new HashSet<>();
    site.flatMap(here -> here.replication().status(Controller.PERSISTENCE_ID.id()))
        .ifPresent(status -> status.voters().forEach(voter -> voters.add(voter.node())));
    return voters;
  }
}
