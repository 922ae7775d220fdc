package io.tukki.actors.membership;

import io.tukki.core.id.NodeId;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.UniqueAddress;

/** Makes this node known to its neighbours, and them to this node. Thread-safe. */
public final class Introductions implements Neighbours {

  private final AtomicReference<Acquaintances> known;
  private final ActorRef<Introducer.Command> introducer;

  private Introductions(
      AtomicReference<Acquaintances> known, ActorRef<Introducer.Command> introducer) {
    this.known = known;
    this.introducer = introducer;
  }

  /** To be called once on each node, before it joins or after; it says nothing of itself yet. */
  public static Introductions start(ActorSystem<?> system) {
    AtomicReference<Acquaintances> known = new AtomicReference<>(Acquaintances.NONE);
    ActorRef<Introducer.Command> introducer =
        system.systemActorOf(
            Introducer.create(
                system.settings().config().getDuration("tukki.membership.repeat-interval"), known),
            Introducer.NAME,
            Props.empty());
    // Before the doors close: while they let requests finish, others take over.
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "tukki-say-goodbye",
            () -> {
              introducer.tell(new Introducer.Leave());
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    return new Introductions(known, introducer);
  }

  /** What this node is from now on; every member will know it. */
  public void introduceAs(Standing standing) {
    introducer.tell(new Introducer.Stand(standing));
  }

  /**
   * Tells of every member that has introduced itself, this one included, and of those to come;
   * again whenever one says something else. On an actor's thread: must not block.
   */
  public void follow(Consumer<Neighbour> follower) {
    introducer.tell(new Introducer.Follow(follower));
  }

  /** What a member has said of itself; empty while it has not, or is no member. */
  public Optional<Standing> standing(UniqueAddress member) {
    return known.get().standing(member);
  }

  @Override
  public Optional<Neighbour> at(Address address) {
    return known.get().at(address);
  }

  @Override
  public Optional<Neighbour> node(NodeId id) {
    return known.get().node(id);
  }

  @Override
  public boolean isLeaving(NodeId id) {
    return known.get().isLeaving(id);
  }

  @Override
  public Collection<Neighbour> all() {
    return known.get().all();
  }
}
