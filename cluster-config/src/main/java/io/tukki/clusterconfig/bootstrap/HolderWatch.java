package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.membership.Introductions;
import io.tukki.actors.membership.Standing;
import io.tukki.actors.membership.meeting.MeetingPlan.Place;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.id.ClusterId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * A client's watch over the nodes that hold data: they say which cluster it has joined, and when
 * the last of them has left it the client has no cluster any more. Those nodes then come back in
 * another Pekko cluster, since a client's is none that they would join.
 */
final class HolderWatch extends AbstractBehavior<HolderWatch.Command> {

  sealed interface Command {}

  private record Look() implements Command {}

  /**
   * @param cluster which one it is
   * @param alone no node with data is a member any more
   * @param places where the nodes with data were when there were some
   */
  record Findings(
      CompletableFuture<ClusterId> cluster,
      CompletableFuture<String> alone,
      AtomicReference<List<Place>> places) {}

  private final Cluster cluster;
  private final Introductions introductions;
  private final Findings findings;

  private HolderWatch(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Introductions introductions,
      Findings findings) {
    super(context);
    this.cluster = Cluster.get(context.getSystem());
    this.introductions = introductions;
    this.findings = findings;
    // Looking again and again, since an event may be here before the state that tells of it is.
    var config = context.getSystem().settings().config();
    timers.startTimerWithFixedDelay(
        new Look(), config.getDuration("tukki.membership.admission-retry-interval"));
  }

  /** To be called once this process is up in the cluster. */
  static Findings start(ActorSystem<?> system, Introductions introductions) {
    Findings findings =
        new Findings(
            new CompletableFuture<>(), new CompletableFuture<>(), new AtomicReference<>(List.of()));
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new HolderWatch(context, timers, introductions, findings)));
    var unused = system.systemActorOf(behavior, "tukki-holders", Props.empty());
    return findings;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Look.class, this::look).build();
  }

  private Behavior<Command> look(Look again) {
    List<Member> holders = holders();
    if (holders.isEmpty()) {
      findings.alone().complete("no node of the cluster is left");
      return Behaviors.stopped();
    }
    findings
        .places()
        .set(holders.stream().flatMap(member -> Place.of(member.address()).stream()).toList());
    holders.stream()
        .flatMap(member -> clusterOf(member).stream())
        .findFirst()
        .ifPresent(findings.cluster()::complete);
    return this;
  }

  private Optional<ClusterId> clusterOf(Member member) {
    return introductions
        .standing(member.uniqueAddress())
        .filter(Standing.Holder.class::isInstance)
        .map(standing -> ((Standing.Holder) standing).cluster());
  }

  private List<Member> holders() {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> member.hasRole(NodeSettings.Role.DATA.label()))
        .toList();
  }
}
