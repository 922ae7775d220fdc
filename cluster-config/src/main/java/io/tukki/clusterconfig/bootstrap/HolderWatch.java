package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.membership.Introductions;
import io.tukki.actors.membership.Standing;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.id.ClusterId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * A client's watch over the nodes that hold data: they say which cluster it has joined, and when
 * the last of them has left it the client has no cluster any more. Those nodes then come back in
 * another Pekko cluster, since a client's is none that they would join.
 */
final class HolderWatch extends AbstractBehavior<HolderWatch.Command> {

  sealed interface Command {}

  private record Look() implements Command {}

  private record Gone(MemberRemoved member) implements Command {}

  /**
   * @param cluster which one it is
   * @param alone no node with data is a member any more
   */
  record Findings(CompletableFuture<ClusterId> cluster, CompletableFuture<String> alone) {}

  private final Cluster cluster;
  private final TimerScheduler<Command> timers;
  private final Introductions introductions;
  private final Findings findings;

  private HolderWatch(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Introductions introductions,
      Findings findings) {
    super(context);
    this.cluster = Cluster.get(context.getSystem());
    this.timers = timers;
    this.introductions = introductions;
    this.findings = findings;
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(MemberRemoved.class, Gone::new), MemberRemoved.class));
    var config = context.getSystem().settings().config();
    timers.startTimerWithFixedDelay(
        new Look(), config.getDuration("tukki.membership.admission-retry-interval"));
  }

  /** To be called once this process is up in the cluster. */
  static Findings start(ActorSystem<?> system, Introductions introductions) {
    Findings findings = new Findings(new CompletableFuture<>(), new CompletableFuture<>());
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
    return newReceiveBuilder().onMessage(Command.class, this::on).build();
  }

  private Behavior<Command> on(Command command) {
    List<Member> holders = holders();
    if (holders.isEmpty()) {
      findings.alone().complete("no node of the cluster is left");
      return Behaviors.stopped();
    }
    switch (command) {
      case Look() ->
          holders.stream().flatMap(m -> clusterOf(m).stream()).findFirst().ifPresent(this::found);
      case Gone gone -> {}
    }
    return this;
  }

  private void found(ClusterId id) {
    timers.cancel(new Look());
    findings.cluster().complete(id);
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
