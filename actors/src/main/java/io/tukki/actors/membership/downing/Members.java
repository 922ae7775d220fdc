package io.tukki.actors.membership.downing;

import io.tukki.actors.membership.downing.Sight.Link;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.ClusterEvent.ReachabilityChanged;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import scala.jdk.javaapi.CollectionConverters;

/** What Pekko's events say about members, as a {@link Sight}. Not thread-safe. */
final class Members {

  private final Optional<String> role;
  private final Map<UniqueAddress, Member> members = new HashMap<>();
  private Set<Link<UniqueAddress>> broken = Set.of();

  /**
   * @param role of the members that hold data; empty where all do
   */
  Members(Optional<String> role) {
    this.role = role;
  }

  void on(ClusterDomainEvent event) {
    switch (event) {
      case MemberRemoved removed -> members.remove(removed.member().uniqueAddress());
      case MemberEvent changed -> members.put(changed.member().uniqueAddress(), changed.member());
      case ReachabilityChanged changed -> broken = broken(changed);
      default -> {
        // Pekko's events are an open set; the others say nothing about members' links.
      }
    }
  }

  boolean contains(UniqueAddress process) {
    return members.containsKey(process);
  }

  /** Whether the member may hold data, be it up or not. */
  boolean isHolder(UniqueAddress process) {
    return Optional.ofNullable(members.get(process)).filter(this::hasRole).isPresent();
  }

  /** Those that hold data and are up. */
  List<UniqueAddress> holders() {
    return members.values().stream()
        .filter(this::hasRole)
        .filter(Members::isUp)
        .sorted(Member.ageOrdering())
        .map(Member::uniqueAddress)
        .toList();
  }

  Sight<UniqueAddress> sight() {
    List<UniqueAddress> holders = holders();
    Set<UniqueAddress> guests =
        members.values().stream()
            .filter(member -> !isGoing(member))
            .map(Member::uniqueAddress)
            .collect(Collectors.toCollection(HashSet::new));
    holders.forEach(guests::remove);
    return new Sight<>(holders, guests, broken);
  }

  private boolean hasRole(Member member) {
    return role.map(member::hasRole).orElse(true);
  }

  private static boolean isUp(Member member) {
    return !isGoing(member)
        && !member.status().equals(MemberStatus.joining())
        && !member.status().equals(MemberStatus.weaklyUp());
  }

  private static boolean isGoing(Member member) {
    return member.status().equals(MemberStatus.down())
        || member.status().equals(MemberStatus.exiting())
        || member.status().equals(MemberStatus.removed());
  }

  private static Set<Link<UniqueAddress>> broken(ReachabilityChanged changed) {
    Set<Link<UniqueAddress>> broken = new HashSet<>();
    CollectionConverters.asJava(changed.reachability().observersGroupedByUnreachable())
        .forEach(
            (subject, observers) ->
                CollectionConverters.asJava(observers)
                    .forEach(observer -> broken.add(new Link<>(observer, subject))));
    return broken;
  }
}
