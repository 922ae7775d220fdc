package io.tukki.actors.partition;

import io.tukki.core.result.Refusal;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What a {@link PartitionRoute} knows of its partition's whereabouts. */
sealed interface RouteState {

  record Asleep() implements RouteState {}

  /** The entity is called. */
  record Waking(WaitingCallers callers) implements RouteState {}

  /** It is known where the partition is led; what was sent elsewhere is not all answered yet. */
  record Settling(Home home, WaitingCallers callers) implements RouteState {}

  record Settled(Home home) implements RouteState {}

  /** The entity tries again by itself; until then this is the answer. */
  record Unavailable(ActorRef<PartitionCommand> front, Refusal refusal) implements RouteState {}

  /** Where the partition is led, as far as is known. */
  default Optional<Home> knownHome() {
    return switch (this) {
      case Settled(var home) -> Optional.of(home);
      case Settling(var home, var callers) -> Optional.of(home);
      case Asleep asleep -> Optional.empty();
      case Waking waking -> Optional.empty();
      case Unavailable unavailable -> Optional.empty();
    };
  }

  /** Those who wait; nobody where nobody can. */
  default WaitingCallers waiting() {
    return switch (this) {
      case Waking(var callers) -> callers;
      case Settling(var home, var callers) -> callers;
      case Asleep asleep -> new WaitingCallers();
      case Settled settled -> new WaitingCallers();
      case Unavailable unavailable -> new WaitingCallers();
    };
  }

  /** The front that runs in this process, if one does. */
  default Optional<ActorRef<PartitionCommand>> runningFront() {
    if (this instanceof Unavailable unavailable) {
      return Optional.of(unavailable.front());
    }
    return knownHome()
        .flatMap(
            home ->
                home instanceof Home.Here(var live) ? Optional.of(live.front()) : Optional.empty());
  }
}
