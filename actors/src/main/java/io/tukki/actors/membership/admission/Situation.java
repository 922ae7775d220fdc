package io.tukki.actors.membership.admission;

import io.tukki.actors.membership.Standing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.pekko.cluster.UniqueAddress;

/**
 * What a blank node sees of the members that hold data or are to hold data, the oldest first.
 *
 * @param expected how many nodes form a new cluster; empty where nobody said so
 */
record Situation(UniqueAddress self, List<Known> members, OptionalInt expected) {

  Situation {
    members = List.copyOf(members);
  }

  /**
   * @param standing empty while the member has not introduced itself
   */
  record Known(UniqueAddress address, Optional<Standing> standing) {

    boolean isHolder() {
      return standing.filter(Standing.Holder.class::isInstance).isPresent();
    }

    boolean isBlank() {
      return standing.filter(Standing.Blank.class::isInstance).isPresent();
    }
  }

  /** What a blank node does about it. */
  sealed interface Step {

    record Wait() implements Step {}

    /** Asks for a node id by way of one of these. */
    record Ask(List<UniqueAddress> holders) implements Step {}

    record Form() implements Step {}

    record StepAside() implements Step {}
  }

  /**
   * Only the oldest may form a cluster, so that there is one that may; and only while everybody is
   * blank, since whoever is not belongs to the cluster that there is.
   */
  Step step() {
    boolean oldest = !members.isEmpty() && members.getFirst().address().equals(self);
    List<UniqueAddress> holders =
        members.stream().filter(Known::isHolder).map(Known::address).toList();
    if (!holders.isEmpty()) {
      return oldest ? new Step.StepAside() : new Step.Ask(holders);
    }
    boolean complete =
        expected.isPresent()
            && members.size() >= expected.getAsInt()
            && members.stream().allMatch(Known::isBlank);
    return oldest && complete ? new Step.Form() : new Step.Wait();
  }
}
