package io.tukki.actors.membership.downing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which members reach each other, as far as one of them knows. Immutable.
 *
 * <p>Those that hold data and are up count; they are kept if all of them reach each other.
 * Everybody else is a guest: clients, and nodes that are only joining. What guests notice counts
 * for nobody but themselves, so a client that reaches both sides of a cut harms neither.
 *
 * <p>The rule is the same on every member and depends on the links alone, so members that know the
 * same come to the same result. Those that a cut keeps from knowing the same know its links from
 * their own side, which is enough: of the sides of a cut at most one holds itself for the one that
 * stays.
 *
 * @param holders oldest first
 * @param broken links that one of its ends has found to be dead
 */
record Sight<M>(List<M> holders, Set<M> guests, Set<Link<M>> broken) {

  /** The order of the two ends means nothing. */
  record Link<M>(M observer, M subject) {}

  /**
   * Who stays and who goes.
   *
   * @param staying oldest first; all of them reach each other
   * @param clean nobody who stays reaches a node that goes: it is gone, or all of it is behind a
   *     cut. Otherwise links are broken here and there, or not yet found to be all broken
   */
  record Judgement<M>(List<M> staying, Set<M> going, boolean clean) {

    Judgement {
      staying = List.copyOf(staying);
      going = Set.copyOf(going);
    }

    /** One who goes puts out himself alone: what he knows of the others is one side of it. */
    Set<M> putOutBy(M self) {
      return going.contains(self) ? Set.of(self) : staying.contains(self) ? going : Set.of();
    }
  }

  Sight {
    holders = List.copyOf(holders);
    guests = Set.copyOf(guests);
    broken = Set.copyOf(broken);
  }

  /**
   * Empty where nobody needs to go; and where no half of the holders are left that reach each
   * other, since whoever stayed could do nothing: it is better to wait for the network then, and to
   * go on as if nothing had been.
   */
  Optional<Judgement<M>> judgement() {
    List<M> staying = Circle.largest(holders, this::isBroken);
    if (staying.size() * 2 < holders.size()) {
      return Optional.empty();
    }
    Set<M> going = new HashSet<>(holders);
    staying.forEach(going::remove);
    boolean clean =
        staying.size() * 2 > holders.size()
            && going.stream()
                .allMatch(gone -> staying.stream().allMatch(kept -> isBroken(gone, kept)));
    guests.stream()
        .filter(guest -> staying.stream().anyMatch(kept -> isBroken(guest, kept)))
        .forEach(going::add);
    return going.isEmpty()
        ? Optional.empty()
        : Optional.of(new Judgement<>(new ArrayList<>(staying), going, clean));
  }

  private boolean isBroken(M one, M other) {
    return broken.contains(new Link<>(one, other)) || broken.contains(new Link<>(other, one));
  }
}
