package io.tukki.actors.membership;

import io.tukki.actors.membership.Greeting.Heard;
import io.tukki.actors.membership.Greeting.Hello;
import io.tukki.actors.membership.Neighbours.Neighbour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Introduces this node to every other member until that has acknowledged it, and remembers who has
 * introduced himself. A member is a process: one that comes back at the same address is another.
 */
final class Introducer extends AbstractBehavior<Introducer.Command> {

  static final String NAME = "tukki-introductions";

  sealed interface Command permits Greeting, Stand, Leave, Follow, Changed, Repeat {}

  /** What this node is from now on. */
  record Stand(Standing standing) implements Command {}

  /** This node is about to leave the cluster. */
  record Leave() implements Command {}

  /** Whom to tell of everybody who has introduced himself, and of whatever he says later. */
  record Follow(Consumer<Neighbour> follower) implements Command {}

  private record Changed(MemberEvent event) implements Command {}

  private record Repeat() implements Command {}

  private final TimerScheduler<Command> timers;
  private final Duration repeatInterval;
  private final AtomicReference<Acquaintances> published;
  private final UniqueAddress self;
  private final Set<UniqueAddress> others = new HashSet<>();

  /** The edition that each member is known to have heard. */
  private final Map<UniqueAddress, Integer> heard = new HashMap<>();

  private final List<Consumer<Neighbour>> followers = new ArrayList<>();

  private Optional<Hello> own = Optional.empty();

  private Introducer(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Duration repeatInterval,
      AtomicReference<Acquaintances> published) {
    super(context);
    this.timers = timers;
    this.repeatInterval = repeatInterval;
    this.published = published;
    Cluster cluster = Cluster.get(context.getSystem());
    this.self = cluster.selfMember().uniqueAddress();
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(MemberEvent.class, Changed::new), MemberEvent.class));
  }

  /**
   * @param published where others read what is known
   */
  static Behavior<Command> create(
      Duration repeatInterval, AtomicReference<Acquaintances> published) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new Introducer(context, timers, repeatInterval, published)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Stand(var standing) -> say(standing, false);
      case Leave() -> own.ifPresent(hello -> say(hello.standing(), true));
      case Follow(var follower) -> {
        followers.add(follower);
        published.get().all().forEach(follower);
      }
      case Changed(var event) -> onMember(event);
      case Hello hello -> onHello(hello);
      case Heard(var by, var edition) -> heard.computeIfPresent(by, (m, e) -> Math.max(e, edition));
      case Repeat() -> introduce();
    }
    return this;
  }

  private void say(Standing standing, boolean leaving) {
    int edition = own.map(Hello::edition).orElse(0) + 1;
    Hello hello = new Hello(self, edition, standing, leaving, getContext().getSelf().narrow());
    own = Optional.of(hello);
    published.updateAndGet(known -> known.with(hello));
    introduce();
  }

  private void onMember(MemberEvent event) {
    UniqueAddress member = event.member().uniqueAddress();
    if (member.equals(self)) {
      return;
    }
    if (event instanceof MemberRemoved) {
      others.remove(member);
      heard.remove(member);
      published.updateAndGet(known -> known.without(member));
    } else if (others.add(member)) {
      heard.put(member, 0);
      introduce();
    }
  }

  /** A stranger is not answered: he asks again, and may be a member by then. */
  private void onHello(Hello hello) {
    if (others.contains(hello.from())) {
      published
          .updateAndGet(known -> known.with(hello))
          .at(hello.from().address())
          .ifPresent(known -> followers.forEach(follower -> follower.accept(known)));
      hello.replyTo().tell(new Heard(self, hello.edition()));
    }
  }

  private void introduce() {
    own.ifPresent(
        hello -> {
          boolean pending = false;
          for (UniqueAddress member : others) {
            if (heard.getOrDefault(member, 0) < hello.edition()) {
              tell(member, hello);
              pending = true;
            }
          }
          if (pending) {
            timers.startSingleTimer(Repeat.class, new Repeat(), repeatInterval);
          }
        });
  }

  private void tell(UniqueAddress member, Hello hello) {
    getContext()
        .classicActorContext()
        .actorSelection(new RootActorPath(member.address(), "/").child("system").child(NAME))
        .tell(hello, ActorRef.noSender());
  }
}
