package io.tukki.persistence.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every order of everything within small bounds, to the end. Messages overtake each other, and are
 * lost by never arriving. Worlds that differ only in who is who count as one, and messages that can
 * do nothing any more are dropped. A larger run: {@code -Dtukki.search.epochs}, {@code .entries},
 * {@code .crashes}, {@code .states}.
 */
final class ExhaustiveTest {
  private static final int MAX_STATES = Integer.getInteger("tukki.search.states", 400_000);

  @Test
  void noReachableStateLosesWhatIsCommitted() {
    Result result =
        search(
            Integer.getInteger("tukki.search.epochs", 2),
            Integer.getInteger("tukki.search.entries", 1),
            Integer.getInteger("tukki.search.crashes", 0));

    assertThat(result.committed()).as("entries committed").isPositive();
    assertThat(result.complete()).as("all states were seen").isTrue();
  }

  @Test
  void noReachableStateOfOneReignWithACrashLosesWhatIsCommitted() {
    Result result = search(1, 1, 1);

    assertThat(result.committed()).as("entries committed").isPositive();
    assertThat(result.complete()).as("all states were seen").isTrue();
  }

  private record Result(int states, int committed, boolean complete) {}

  private static Result search(int epochs, int entries, int crashes) {
    long startNs = System.nanoTime();
    var symmetry = new Symmetry(3);
    Set<Symmetry.Key> seen = new HashSet<>();
    Deque<World> open = new ArrayDeque<>();
    int committed = 0;
    World first = World.first(3, epochs);
    open.add(first);
    seen.add(symmetry.key(first));
    while (!open.isEmpty() && seen.size() < MAX_STATES) {
      for (World next : open.removeLast().next(epochs, entries, crashes)) {
        if (seen.add(symmetry.key(next))) {
          open.add(next);
          committed = Math.max(committed, next.committed().size());
        }
      }
    }
    System.out.printf(
        "search: 3 replicas, %d epochs, %d entries, %d crashes: %,d states, %s, up to %d"
            + " committed, %.1f s%n",
        epochs,
        entries,
        crashes,
        seen.size(),
        open.isEmpty() ? "complete" : "stopped at the bound",
        committed,
        (System.nanoTime() - startNs) / 1e9);
    return new Result(seen.size(), committed, open.isEmpty());
  }
}
