package io.tukki.actors.membership.admission;

import io.tukki.actors.controller.ControllerCommand;
import io.tukki.actors.controller.NodeIdAnswer;
import io.tukki.actors.controller.NodeIdDesk;
import io.tukki.actors.membership.Introductions;
import io.tukki.actors.membership.admission.Situation.Known;
import io.tukki.actors.membership.admission.Situation.Step;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.result.Result;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * The shell of {@link Situation}: looks, and asks again and again. Lives until it has an answer.
 */
public final class Admission extends AbstractBehavior<Admission.Command> {

  sealed interface Command {}

  private record Look() implements Command {}

  private record Answered(NodeIdAnswer answer) implements Command {}

  /**
   * A node that asks to be admitted.
   *
   * @param role that members have who hold data
   * @param expected how many nodes form a new cluster; empty where nobody said so
   */
  public record Applicant(DirectoryId directory, String role, OptionalInt expected) {}

  private final Cluster cluster;
  private final Introductions introductions;
  private final Applicant applicant;
  private final CompletableFuture<Result<Admitted>> admitted;
  private final org.apache.pekko.actor.typed.ActorRef<NodeIdAnswer> answers;
  private int asked;

  private Admission(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Introductions introductions,
      Applicant applicant,
      CompletableFuture<Result<Admitted>> admitted) {
    super(context);
    this.cluster = Cluster.get(context.getSystem());
    this.introductions = introductions;
    this.applicant = applicant;
    this.admitted = admitted;
    this.answers = context.messageAdapter(NodeIdAnswer.class, Answered::new);
    Duration interval =
        context
            .getSystem()
            .settings()
            .config()
            .getDuration("tukki.membership.admission-retry-interval");
    timers.startTimerWithFixedDelay(new Look(), interval);
  }

  /**
   * To be asked by a node that is up in the cluster and has introduced itself as blank.
   *
   * @return completes however long it takes; refused where the cluster does not take this node in
   */
  public static CompletionStage<Result<Admitted>> request(
      ActorSystem<?> system, Introductions introductions, Applicant applicant) {
    CompletableFuture<Result<Admitted>> admitted = new CompletableFuture<>();
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new Admission(context, timers, introductions, applicant, admitted)));
    var unused = system.systemActorOf(behavior, "tukki-admission", Props.empty());
    return admitted;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::on).build();
  }

  private Behavior<Command> on(Command command) {
    return switch (command) {
      case Look() -> look();
      case Answered(var answer) ->
          done(answer.result().map(id -> new Admitted.Granted(id.cluster(), id.node())));
    };
  }

  private Behavior<Command> look() {
    return switch (situation().step()) {
      case Step.Wait() -> this;
      case Step.Ask(var holders) -> {
        ask(holders.get(asked % holders.size()));
        asked++;
        yield this;
      }
      case Step.Form() -> done(Result.ok(new Admitted.Forms()));
      case Step.StepAside() -> done(Result.ok(new Admitted.StandsInTheWay()));
    };
  }

  private Behavior<Command> done(Result<Admitted> result) {
    admitted.complete(result);
    return Behaviors.stopped();
  }

  private void ask(UniqueAddress holder) {
    getContext()
        .classicActorContext()
        .actorSelection(
            new RootActorPath(holder.address(), "/").child("system").child(NodeIdDesk.NAME))
        .tell(
            new ControllerCommand.GrantNodeId(applicant.directory(), answers), ActorRef.noSender());
  }

  private Situation situation() {
    List<Known> members =
        StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
            .filter(member -> member.status().equals(MemberStatus.up()))
            .filter(member -> member.hasRole(applicant.role()))
            .sorted(Member.ageOrdering())
            .map(Member::uniqueAddress)
            .map(address -> new Known(address, introductions.standing(address)))
            .toList();
    return new Situation(cluster.selfMember().uniqueAddress(), members, applicant.expected());
  }
}
