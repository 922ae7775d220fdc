package io.tukki.actors.controller;

import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.ControllerVoters;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.ReplicaStatus;
import io.tukki.core.result.Result;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Keeps the voters of the controller's own log what they should be, one change at a time. Each
 * change ends the reign under which the controller writes; its next write has it recover, which
 * begins this anew, and the change goes on from what the log then says.
 */
final class VoterKeeper extends AbstractBehavior<VoterKeeper.Command> {

  sealed interface Command {}

  record ImageIs(ClusterImage image) implements Command {}

  private record Look() implements Command {}

  private record Changed(Result<List<ReplicaId>> voters) implements Command {}

  private record Failed(Throwable cause) implements Command {}

  private final ControllerSite site;
  private final Absences absences;
  private ClusterImage image;
  private boolean changing;

  private VoterKeeper(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ControllerSite site,
      MoveSettings settings,
      ClusterImage image) {
    super(context);
    this.site = site;
    this.absences = new Absences(settings.replaceAfter());
    this.image = image;
    timers.startTimerWithFixedDelay(new Look(), settings.retryInterval());
  }

  static Behavior<Command> create(ControllerSite site, MoveSettings settings, ClusterImage image) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new VoterKeeper(context, timers, site, settings, image)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case ImageIs(var newer) -> image = newer;
      case Look() -> look();
      case Changed(var voters) -> onChanged(voters);
      case Failed(var cause) -> {
        changing = false;
        getContext().getLog().warn("the controller's voters could not be changed", cause);
      }
    }
    return this;
  }

  private void onChanged(Result<List<ReplicaId>> voters) {
    changing = false;
    switch (voters) {
      case Result.Ok<List<ReplicaId>>(var now) ->
          getContext().getLog().debug("the controller's voters are {}", now);
      case Result.Refused<List<ReplicaId>>(var refusal) ->
          getContext()
              .getLog()
              .debug("the controller's voters are as they were: {}", refusal.message());
    }
  }

  private void look() {
    long now = System.nanoTime();
    Set<NodeId> here = site.agents().here();
    absences.look(image.nodes().keySet(), here, now);
    if (changing) {
      return;
    }
    site.replication()
        .status(Controller.PERSISTENCE_ID.id())
        .filter(status -> status.leader().equals(Optional.of(site.self())))
        .map(ReplicaStatus::voters)
        .flatMap(
            voters -> ControllerVoters.next(image, voters, site.self(), here, absences.lost(now)))
        .ifPresent(this::change);
  }

  private void change(List<ReplicaId> voters) {
    getContext().getLog().info("the controller's voters are to be {}", voters);
    changing = true;
    getContext()
        .pipeToSelf(
            site.replication().changeReplicas(Controller.PERSISTENCE_ID.id(), voters),
            (changed, failure) -> changed != null ? new Changed(changed) : new Failed(failure));
  }
}
