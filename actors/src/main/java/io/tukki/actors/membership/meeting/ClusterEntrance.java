package io.tukki.actors.membership.meeting;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** The way of a process into the Pekko cluster, and what may drive it out again. */
public final class ClusterEntrance {

  private final Meeting.Ends ends;

  private ClusterEntrance(Meeting.Ends ends) {
    this.ends = ends;
  }

  /** To be called once for each actor system. */
  public static ClusterEntrance open(ActorSystem<?> system, MeetingPlan plan) {
    Meeting.Ends ends = new Meeting.Ends(new CompletableFuture<>(), new CompletableFuture<>());
    var unused =
        system.systemActorOf(
            Meeting.create(
                MeetingSettings.of(
                    system.settings().config().getConfig("tukki.membership.meeting")),
                plan,
                ends),
            Meeting.NAME,
            Props.empty());
    return new ClusterEntrance(ends);
  }

  /**
   * Completes once this process is up in the cluster, however long that takes; fails with {@link
   * WrongClusterException}.
   */
  public CompletionStage<Void> up() {
    return ends.up();
  }

  /** Completes, with the reason, if this process must leave and come back as a new one. */
  public CompletionStage<String> startOver() {
    return ends.startOver();
  }
}
