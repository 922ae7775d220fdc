package io.tukki.actors.membership;

import io.tukki.actors.membership.Greeting.Hello;
import io.tukki.actors.membership.Neighbours.Neighbour;
import io.tukki.core.id.NodeId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.UniqueAddress;

/**
 * Who has introduced himself, at one moment; immutable. Two members at one address do not occur:
 * Pekko removes the old one before it lets the new one in.
 */
record Acquaintances(Map<UniqueAddress, Hello> introduced) {

  static final Acquaintances NONE = new Acquaintances(Map.of());

  Acquaintances {
    introduced = Map.copyOf(introduced);
  }

  /** The latest edition stays, in whatever order they come. */
  Acquaintances with(Hello hello) {
    Hello known = introduced.get(hello.from());
    if (known != null && known.edition() >= hello.edition()) {
      return this;
    }
    return new Acquaintances(
        Stream.concat(
                introduced.values().stream().filter(other -> !other.from().equals(hello.from())),
                Stream.of(hello))
            .collect(Collectors.toMap(Hello::from, each -> each)));
  }

  Acquaintances without(UniqueAddress member) {
    if (!introduced.containsKey(member)) {
      return this;
    }
    return new Acquaintances(
        introduced.values().stream()
            .filter(hello -> !hello.from().equals(member))
            .collect(Collectors.toMap(Hello::from, each -> each)));
  }

  Optional<Standing> standing(UniqueAddress member) {
    return Optional.ofNullable(introduced.get(member)).map(Hello::standing);
  }

  Optional<Neighbour> at(Address address) {
    return introduced.values().stream()
        .filter(hello -> hello.from().address().equals(address))
        .findFirst()
        .map(Acquaintances::neighbour);
  }

  Optional<Neighbour> node(NodeId id) {
    return introduced.values().stream()
        .map(Acquaintances::neighbour)
        .filter(known -> known.replica().filter(r -> r.node().equals(id)).isPresent())
        .findFirst();
  }

  boolean isLeaving(NodeId id) {
    return introduced.values().stream()
        .filter(Hello::leaving)
        .flatMap(hello -> neighbour(hello).replica().stream())
        .anyMatch(replica -> replica.node().equals(id));
  }

  Collection<Neighbour> all() {
    return introduced.values().stream().map(Acquaintances::neighbour).toList();
  }

  private static Neighbour neighbour(Hello hello) {
    return switch (hello.standing()) {
      case Standing.Holder(var cluster, var replica, var replication) ->
          new Neighbour(hello.from(), Optional.of(replica), replication);
      case Standing.Blank(var directory) ->
          new Neighbour(hello.from(), Optional.empty(), Optional.empty());
      case Standing.Client() -> new Neighbour(hello.from(), Optional.empty(), Optional.empty());
    };
  }
}
