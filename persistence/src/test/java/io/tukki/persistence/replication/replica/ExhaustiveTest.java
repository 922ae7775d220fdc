package io.tukki.persistence.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every order of everything, depth first, within small bounds. Messages overtake each other, and
 * are lost by never arriving. The bounds of a longer run: {@code -Dtukki.search.states}, {@code
 * .epochs}, {@code .entries}, {@code .crashes}.
 */
final class ExhaustiveTest {
  private static final int MAX_STATES = Integer.getInteger("tukki.search.states", 15_000);
  private static final int MAX_EPOCHS = Integer.getInteger("tukki.search.epochs", 3);
  private static final int MAX_ENTRIES = Integer.getInteger("tukki.search.entries", 3);
  private static final int MAX_CRASHES = Integer.getInteger("tukki.search.crashes", 1);

  @Test
  void noReachableStateOfThreeReplicasLosesWhatIsCommitted() {
    assertThat(search(3, MAX_EPOCHS, MAX_ENTRIES, MAX_CRASHES))
        .as("entries committed")
        .isPositive();
  }

  @Test
  void noReachableStateOfOneReignLosesWhatIsCommitted() {
    assertThat(search(3, 1, 1, 0)).as("entries committed").isPositive();
  }

  private static int search(int replicas, int epochs, int entries, int crashes) {
    Set<World> seen = new HashSet<>();
    Deque<World> open = new ArrayDeque<>();
    int committed = 0;
    open.add(World.first(replicas, epochs));
    seen.addAll(open);
    while (!open.isEmpty() && seen.size() < MAX_STATES) {
      for (World next : open.removeLast().next(epochs, entries, crashes).reversed()) {
        if (seen.add(next)) {
          open.add(next);
          committed = Math.max(committed, next.committed().size());
        }
      }
    }
    System.out.printf(
        "search: %d replicas, %d epochs, %d entries, %d crashes: %,d states, %s, up to %d"
            + " committed%n",
        replicas,
        epochs,
        entries,
        crashes,
        seen.size(),
        open.isEmpty() ? "complete" : "stopped at the bound",
        committed);
    return committed;
  }
}
