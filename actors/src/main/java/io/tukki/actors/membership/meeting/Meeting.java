package io.tukki.actors.membership.meeting;

import io.tukki.actors.membership.Standing;
import io.tukki.actors.membership.meeting.Talk.Answer;
import io.tukki.actors.membership.meeting.Talk.Knock;
import io.tukki.actors.membership.meeting.Visitor.Membership;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * The shell of {@link Parley} and {@link Rivalry}: knocks where others may be, answers who knocks,
 * joins. Lives as long as its system, since others come later.
 */
final class Meeting extends AbstractBehavior<Meeting.Command> {

  static final String NAME = "tukki-meeting";

  sealed interface Command permits Talk, Stand, Tick, Up, Resolved {}

  /** What this process is by now. */
  record Stand(Standing standing) implements Command {}

  private record Tick() implements Command {}

  /** This process is a member. */
  private record Up() implements Command {}

  private record Resolved(List<Target> targets) implements Command {}

  private final Cluster cluster;
  private final TimerScheduler<Command> timers;
  private final MeetingSettings settings;
  private final Seeds seeds;
  private final boolean alone;
  private final Ends ends;
  private final Parley parley;
  private final Rivalry rivalry = new Rivalry();
  private Standing standing;
  private List<Target> targets = List.of();
  private String lastWait = "";
  private Optional<Long> joiningSinceMs = Optional.empty();
  private long resolvedAtMs;

  /**
   * What a meeting leads to.
   *
   * @param up this process is a member; or fails with what is in the way
   * @param startOver this process must leave its cluster and come back, and why
   */
  record Ends(CompletableFuture<Void> up, CompletableFuture<String> startOver) {}

  private Meeting(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      MeetingSettings settings,
      MeetingPlan plan,
      Ends ends) {
    super(context);
    this.cluster = Cluster.get(context.getSystem());
    this.timers = timers;
    this.settings = settings;
    this.standing = plan.standing();
    this.alone = plan.places().isEmpty();
    this.seeds = new Seeds(self().address(), plan.places(), InetAddress::getAllByName);
    this.ends = ends;
    this.parley =
        new Parley(
            cluster.selfMember().uniqueAddress(), standing, plan.quorum(), settings.patience());
    cluster
        .subscriptions()
        .tell(Subscribe.create(context.messageAdapter(SelfUp.class, up -> new Up()), SelfUp.class));
    resolve();
    decide();
    timers.startTimerWithFixedDelay(Tick.class, new Tick(), settings.knockInterval());
  }

  static Behavior<Command> create(MeetingSettings settings, MeetingPlan plan, Ends ends) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Meeting(context, timers, settings, plan, ends)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Tick() -> tick();
      case Up() -> enter();
      case Stand(var now) -> standing = now;
      case Resolved(var found) -> targets = found;
      case Knock knock -> onKnock(knock);
      case Answer answer -> onAnswer(answer);
    }
    return this;
  }

  private void tick() {
    if (ends.up().isDone()) {
      lookForRivals();
      return;
    }
    resolveNowAndThen();
    knockEverywhere();
    decide();
  }

  private void enter() {
    ends.up().complete(null);
    timers.startTimerWithFixedDelay(Tick.class, new Tick(), settings.watchInterval());
  }

  private void decide() {
    if (targets.isEmpty() && !alone) {
      // Names are still being looked up.
      return;
    }
    switch (parley.verdict(targets, nowMs())) {
      case Verdict.Wait(var because) -> say(because);
      case Verdict.Join(var member) -> join(member);
      case Verdict.Begin() -> join(self().address());
      case Verdict.WrongCluster(var seed, var theirs, var own) ->
          ends.up()
              .completeExceptionally(
                  new WrongClusterException(
                      "The data directory belongs to cluster %s, but the node at %s to cluster %s."
                          .formatted(own, seed.hostPort(), theirs)));
    }
  }

  private void say(String because) {
    if (!because.equals(lastWait)) {
      lastWait = because;
      getContext().getLog().info("waiting for the cluster: {}", because);
    }
  }

  private void join(Address member) {
    long now = nowMs();
    boolean mayTry =
        joiningSinceMs
            .filter(since -> now - since < settings.joinRetryInterval().toMillis())
            .isEmpty();
    if (mayTry && !isKnown(self().address())) {
      joiningSinceMs = Optional.of(now);
      if (!member.equals(self().address())) {
        getContext().getLog().info("joining by way of {}", member);
      } else if (!alone) {
        getContext().getLog().info("beginning the cluster");
      }
      cluster.manager().tell(Join.create(member));
    }
  }

  private void onKnock(Knock knock) {
    boolean granted = !hasEntered() && parley.knocked(knock, nowMs());
    knock.replyTo().tell(new Answer(own(), granted, knock.sentAtMs()));
    if (hasEntered()) {
      watch(knock.from());
    }
  }

  private void onAnswer(Answer answer) {
    if (hasEntered()) {
      watch(answer.from());
    } else {
      parley.answered(answer, nowMs());
      decide();
    }
  }

  /** A member looks at who is none of its cluster's. */
  private void watch(Visitor visitor) {
    if (standing instanceof Standing.Holder own
        && visitor.standing() instanceof Standing.Holder theirs
        && !own.cluster().equals(theirs.cluster())) {
      return;
    }
    Optional<Membership> other = visitor.membership();
    if (other.isEmpty() || isKnown(visitor.address().address())) {
      return;
    }
    if (membership().filter(mine -> rivalry.seen(mine, other.get())).isPresent()) {
      ends.startOver()
          .complete(
              "there is another cluster of the same nodes, which %s is a member of"
                  .formatted(visitor.address().address().hostPort()));
    }
  }

  private void knockEverywhere() {
    boolean candidate = parley.isCandidate(nowMs());
    Stream.concat(
            targets.stream().flatMap(target -> target.forms().stream()),
            parley.missing(nowMs()).stream())
        .distinct()
        .filter(address -> !address.equals(self().address()))
        .forEach(address -> knock(address, candidate));
  }

  private void lookForRivals() {
    resolveNowAndThen();
    targets.stream()
        .filter(target -> target.forms().stream().noneMatch(this::isKnown))
        .flatMap(target -> target.forms().stream())
        .forEach(address -> knock(address, false));
  }

  private void knock(Address address, boolean candidate) {
    getContext()
        .classicActorContext()
        .actorSelection(new RootActorPath(address, "/").child("system").child(NAME))
        .tell(
            new Knock(own(), candidate, nowMs(), getContext().getSelf().narrow()),
            ActorRef.noSender());
  }

  private void resolveNowAndThen() {
    if (nowMs() - resolvedAtMs >= settings.resolveInterval().toMillis()) {
      resolve();
    }
  }

  private void resolve() {
    resolvedAtMs = nowMs();
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(
                seeds::resolve,
                getContext().getSystem().dispatchers().lookup(DispatcherSelector.blocking())),
            (found, failure) -> new Resolved(found == null ? targets : found));
  }

  private Visitor own() {
    return new Visitor(self().uniqueAddress(), standing, membership());
  }

  private Optional<Membership> membership() {
    return isUp()
        ? members()
            .reduce((a, b) -> a.isOlderThan(b) ? a : b)
            .map(
                oldest ->
                    new Membership(oldest.uniqueAddress(), (int) members().count(), reached()))
        : Optional.empty();
  }

  /** Clients whose nodes have gone are no cluster that anybody should join, or give way to. */
  private Stream<Member> members() {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> settings.role().map(member::hasRole).orElse(true))
        .filter(member -> member.status().equals(MemberStatus.up()));
  }

  private Set<Address> reached() {
    Set<Member> unreachable = cluster.state().getUnreachable();
    return members()
        .filter(member -> !unreachable.contains(member))
        .map(Member::address)
        .collect(Collectors.toSet());
  }

  private boolean isKnown(Address address) {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .anyMatch(member -> member.address().equals(address));
  }

  private Member self() {
    return cluster.selfMember();
  }

  /** One that leaves has entered too, and has no say any more. */
  private boolean hasEntered() {
    return ends.up().isDone() || isUp();
  }

  private boolean isUp() {
    return self().status().equals(MemberStatus.up());
  }

  private static long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
