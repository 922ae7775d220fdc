package io.tukki.actors.membership.downing;

import io.tukki.actors.membership.downing.Sight.Judgement;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.remote.artery.ThisActorSystemQuarantinedEvent;

/**
 * Carries out what {@link Sight} judges, once that has been the same for long enough. The eldest of
 * those who stay puts out the others; should he not, the rest of them do. One who goes leaves by
 * himself, later, since those who stay may never reach him.
 */
final class Downing extends AbstractBehavior<Downing.Command> {

  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  sealed interface Command {}

  record Changed(ClusterDomainEvent event) implements Command {}

  private record Due() implements Command {}

  /** Another process has closed its connections to this one for good. */
  record Quarantined(UniqueAddress by) implements Command {}

  /** Pekko has begun to watch a process for this client. */
  record Monitored(ClientDetector detector) implements Command {}

  private record Look() implements Command {}

  private final TimerScheduler<Command> timers;
  private final DowningSettings settings;
  private final UniqueAddress self;
  private final Consumer<Address> down;
  private final Members members;
  private final Set<ClientDetector> detectors = Collections.newSetFromMap(new WeakHashMap<>());
  private Optional<Judgement<UniqueAddress>> judgement = Optional.empty();
  private Duration unheard = Duration.ZERO;

  private Downing(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      DowningSettings settings,
      UniqueAddress self,
      Consumer<Address> down) {
    super(context);
    this.timers = timers;
    this.settings = settings;
    this.self = self;
    this.down = down;
    this.members = new Members(settings.role());
  }

  /** With the cluster that the system is part of. */
  static Behavior<Command> create(DowningSettings settings) {
    return Behaviors.setup(
        context -> {
          Cluster cluster = Cluster.get(Adapter.toClassic(context.getSystem()));
          subscribe(context, cluster);
          return create(settings, cluster.selfUniqueAddress(), cluster::down);
        });
  }

  /**
   * @param down puts out a member
   */
  static Behavior<Command> create(
      DowningSettings settings, UniqueAddress self, Consumer<Address> down) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Downing(context, timers, settings, self, down)));
  }

  private static void subscribe(ActorContext<Command> context, Cluster cluster) {
    cluster.subscribe(
        Adapter.toClassic(context.messageAdapter(ClusterDomainEvent.class, Changed::new)),
        ClusterEvent.initialStateAsEvents(),
        ClusterDomainEvent.class);
    var events = context.getSystem().eventStream();
    events.tell(
        new EventStream.Subscribe<>(
            ThisActorSystemQuarantinedEvent.class,
            context.messageAdapter(
                ThisActorSystemQuarantinedEvent.class,
                event ->
                    new Quarantined(
                        new UniqueAddress(
                            event.remoteAddress().address(), event.remoteAddress().uid())))));
    events.tell(
        new EventStream.Subscribe<>(
            ClientDetector.class, context.messageAdapter(ClientDetector.class, Monitored::new)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Changed(var event) -> {
        members.on(event);
        judge();
      }
      case Due() -> carryOut();
      case Quarantined(var by) -> quarantined(by);
      case Monitored(var detector) -> {
        detectors.add(detector);
        if (!timers.isTimerActive(Look.class)) {
          timers.startTimerWithFixedDelay(Look.class, new Look(), LOOK_INTERVAL);
        }
      }
      case Look() -> lookForHolders();
    }
    return this;
  }

  /** Time begins to count anew with each change of mind, and only then. */
  private void judge() {
    Optional<Judgement<UniqueAddress>> now = members.sight().judgement();
    if (!now.equals(judgement)) {
      judgement = now;
      timers.cancel(Due.class);
      now.ifPresent(
          found ->
              settings.patience().before(found, self).ifPresent(wait -> startTimer(wait, found)));
    }
  }

  private void startTimer(Duration wait, Judgement<UniqueAddress> found) {
    getContext()
        .getLog()
        .info(
            "{} of {} members that hold data reach each other; in {} ms {} will be put out",
            found.staying().size(),
            members.holders().size(),
            wait.toMillis(),
            hosts(found.going()));
    timers.startTimerWithFixedDelay(Due.class, new Due(), wait);
  }

  private void carryOut() {
    judgement.ifPresent(
        found -> {
          Set<UniqueAddress> out = found.putOutBy(self);
          getContext()
              .getLog()
              .warn(
                  "putting out {}{}: {} of {} members that hold data reach each other, {}",
                  hosts(out),
                  out.contains(self) ? " (this node)" : "",
                  found.staying().size(),
                  members.holders().size(),
                  hosts(new HashSet<>(found.staying())));
          out.forEach(member -> down.accept(member.address()));
        });
  }

  /** Who has put this process out speaks no more with it, and it cannot be a member with him. */
  private void quarantined(UniqueAddress by) {
    if (members.contains(by) && members.isHolder(by)) {
      getContext().getLog().warn("{} has put this node out", by.address().hostPort());
      down.accept(self.address());
    }
  }

  private void lookForHolders() {
    List<UniqueAddress> holders = members.holders();
    boolean heard = holders.isEmpty() || holders.stream().anyMatch(this::isHeard);
    unheard = heard ? Duration.ZERO : unheard.plus(LOOK_INTERVAL);
    if (unheard.compareTo(settings.patience().lost()) >= 0) {
      getContext().getLog().warn("no node of the cluster is heard of: leaving it");
      down.accept(self.address());
      unheard = Duration.ZERO;
    }
  }

  /** A detector of who was at that address before stays about, and never hears of anybody again. */
  private boolean isHeard(UniqueAddress holder) {
    String address = holder.address().toString();
    List<ClientDetector> ofAddress =
        detectors.stream().filter(detector -> detector.monitored().equals(address)).toList();
    return ofAddress.isEmpty() || ofAddress.stream().anyMatch(ClientDetector::isHeard);
  }

  private static String hosts(Set<UniqueAddress> members) {
    return members.stream()
        .map(member -> member.address().hostPort())
        .sorted()
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
