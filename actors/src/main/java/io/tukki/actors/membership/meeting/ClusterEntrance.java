package io.tukki.actors.membership.meeting;

import io.tukki.actors.membership.Standing;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** The way of a process into the Pekko cluster, and what may drive it out again. */
public final class ClusterEntrance {

  private final Meeting.Ends ends;
  private final ActorRef<Meeting.Command> meeting;

  private ClusterEntrance(Meeting.Ends ends, ActorRef<Meeting.Command> meeting) {
    this.ends = ends;
    this.meeting = meeting;
  }

  /** To be called once for each actor system. */
  public static ClusterEntrance open(ActorSystem<?> system, MeetingPlan plan) {
    Meeting.Ends ends = new Meeting.Ends(new CompletableFuture<>(), new CompletableFuture<>());
    return new ClusterEntrance(
        ends,
        system.systemActorOf(
            Meeting.create(
                MeetingSettings.of(
                    system.settings().config().getConfig("tukki.membership.meeting")),
                plan,
                ends),
            Meeting.NAME,
            Props.empty()));
  }

  /**
   * Completes once this process is up in the cluster, however long that takes; fails with {@link
   * WrongClusterException}.
   */
  public CompletionStage<Void> up() {
    return ends.up();
  }

  /** Others who come later are told that this process is this by now. */
  public void standAs(Standing standing) {
    meeting.tell(new Meeting.Stand(standing));
  }

  /** Completes, with the reason, if this process must leave and come back as a new one. */
  public CompletionStage<String> startOver() {
    return ends.startOver();
  }
}
