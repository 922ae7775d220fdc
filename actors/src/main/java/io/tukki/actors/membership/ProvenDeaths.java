package io.tukki.actors.membership;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;

/**
 * Has members removed at once whose process is known to be dead. Where there is no such proof the
 * failure detector and {@code downing} decide, which takes some seconds. Thread-safe.
 */
public final class ProvenDeaths {

  private sealed interface Command {}

  private record Monitored(DeathAwareDetector detector) implements Command {}

  private record Died(UniqueAddress process) implements Command {}

  private final ActorRef<Command> actor;

  private ProvenDeaths(ActorRef<Command> actor) {
    this.actor = actor;
  }

  /** To be called once on each node, before it joins. */
  public static ProvenDeaths start(ActorSystem<?> system) {
    Behavior<Command> behavior = Behaviors.setup(ProvenDeaths::watching);
    return new ProvenDeaths(system.systemActorOf(behavior, "tukki-proven-deaths", Props.empty()));
  }

  /** That very process runs no more, for certain. */
  public void died(UniqueAddress process) {
    actor.tell(new Died(process));
  }

  private static Behavior<Command> watching(ActorContext<Command> context) {
    Cluster cluster = Cluster.get(context.getSystem());
    // Pekko drops a detector with its member.
    Set<DeathAwareDetector> detectors = Collections.newSetFromMap(new WeakHashMap<>());
    // Those whose detector may be still to come: it is made for the first heartbeat.
    Set<UniqueAddress> dead = new HashSet<>();
    context
        .getSystem()
        .eventStream()
        .tell(
            new EventStream.Subscribe<>(
                DeathAwareDetector.class,
                context.messageAdapter(DeathAwareDetector.class, Monitored::new)));
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case Monitored(var detector) -> {
              detectors.add(detector);
              dead.removeIf(process -> !isMember(cluster, process));
              dead.forEach(process -> giveUp(process, List.of(detector)));
            }
            case Died(var process) -> {
              if (isMember(cluster, process)) {
                dead.add(process);
                giveUp(process, detectors);
                cluster.manager().tell(new Down(process.address()));
              }
            }
          }
          return Behaviors.same();
        });
  }

  private static void giveUp(UniqueAddress process, Collection<DeathAwareDetector> detectors) {
    String address = process.address().toString();
    detectors.stream()
        .filter(detector -> detector.monitored().equals(address))
        .forEach(DeathAwareDetector::giveUp);
  }

  private static boolean isMember(Cluster cluster, UniqueAddress process) {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .anyMatch(member -> member.uniqueAddress().equals(process));
  }
}
