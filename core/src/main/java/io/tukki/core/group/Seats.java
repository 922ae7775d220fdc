package io.tukki.core.group;

import static io.tukki.core.group.GroupCommand.Caller;

import io.tukki.core.id.InstanceId;
import io.tukki.core.id.MemberId;
import io.tukki.core.result.Refusal;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of a classic group as they are right now, in the order in which they came. */
final class Seats {

  private final Map<MemberId, Seat> byId = new LinkedHashMap<>();
  private final Map<InstanceId, MemberId> instances = new HashMap<>();

  /** When those are given up that were told an id and have not come back with it. */
  private final Map<MemberId, Long> announced = new LinkedHashMap<>();

  void clear() {
    byId.clear();
    instances.clear();
    announced.clear();
  }

  Collection<Seat> all() {
    return byId.values();
  }

  int count() {
    return byId.size();
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  Optional<Seat> of(MemberId id) {
    return Optional.ofNullable(byId.get(id));
  }

  Optional<Seat> of(InstanceId instance) {
    return Optional.ofNullable(instances.get(instance)).flatMap(this::of);
  }

  void add(Seat seat) {
    announced.remove(seat.id());
    byId.put(seat.id(), seat);
    seat.member().instance().ifPresent(instance -> instances.put(instance, seat.id()));
  }

  void remove(Seat seat) {
    byId.remove(seat.id());
    seat.member().instance().ifPresent(instance -> instances.remove(instance, seat.id()));
  }

  // ---- those that have been told an id ----

  void announce(MemberId id, long untilMs) {
    announced.put(id, untilMs);
  }

  boolean isAnnounced(MemberId id) {
    return announced.containsKey(id);
  }

  boolean withdraw(MemberId id) {
    return announced.remove(id) != null;
  }

  int announcedCount() {
    return announced.size();
  }

  void forgetAnnounced(long nowMs) {
    announced.values().removeIf(untilMs -> nowMs >= untilMs);
  }

  // ---- questions ----

  /** Why this caller is nobody here, if it is not. */
  Optional<Refusal> doubts(Caller caller) {
    return doubts(caller.member(), caller.instance());
  }

  Optional<Refusal> doubts(MemberId member, Optional<InstanceId> instance) {
    if (instance.isPresent()) {
      MemberId holder = instances.get(instance.get());
      if (holder == null) {
        return Optional.of(Faults.unknown(instance.get()));
      }
      if (!holder.equals(member)) {
        return Optional.of(Faults.fenced(instance.get(), holder));
      }
    }
    return byId.containsKey(member) ? Optional.empty() : Optional.of(Faults.unknown(member));
  }

  /** Nobody is missing: neither a member nor one that has only just been told its id. */
  boolean allJoining() {
    return announced.isEmpty() && joiningCount() == byId.size();
  }

  int joiningCount() {
    return (int) byId.values().stream().filter(Seat::isJoining).count();
  }

  int longestRebalanceTimeoutMs() {
    return byId.values().stream()
        .mapToInt(seat -> seat.member().rebalanceTimeoutMs())
        .max()
        .orElse(0);
  }

  int metadataBytes() {
    return byId.values().stream().mapToInt(seat -> seat.member().metadataBytes()).sum();
  }

  List<ClassicMember> members() {
    return byId.values().stream().map(Seat::member).toList();
  }

  List<Seat> expired(long nowMs) {
    return byId.values().stream().filter(seat -> seat.isExpired(nowMs)).toList();
  }

  /** The next time at which somebody may have to go; a time that has passed is not named again. */
  long nextExpiryMs(long nowMs) {
    long next = Long.MAX_VALUE;
    for (Seat seat : byId.values()) {
      if (seat.expiresAtMs() > nowMs) {
        next = Math.min(next, seat.expiresAtMs());
      }
    }
    for (long untilMs : announced.values()) {
      next = Math.min(next, untilMs);
    }
    return next;
  }
}
