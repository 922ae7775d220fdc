package io.tukki.actors.membership.meeting;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How many processes must agree before one of them begins a Pekko cluster.
 *
 * @param expected how many nodes a new cluster is formed of; empty where nobody said so, and then
 *     no new cluster is formed here
 * @param known how many nodes the cluster had when this one last knew; 0 for a blank one
 */
public record Quorum(OptionalInt expected, int known) {

  /** All of the nodes that are to be: while all are blank, none may be left behind. */
  Optional<Integer> toForm() {
    return expected.isPresent() ? Optional.of(expected.getAsInt()) : Optional.empty();
  }

  /** A majority, so that two cannot begin beside each other and one that is dead is not missed. */
  int toResume() {
    return Math.max(expected.orElse(1), known) / 2 + 1;
  }
}
