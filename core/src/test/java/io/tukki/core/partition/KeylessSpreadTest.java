package io.tukki.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeylessSpreadTest {

  @Test
  void roundRobinTakesEachPartitionInTurn() {
    KeylessSpread spread = spread(KeylessPolicy.ROUND_ROBIN);
    int first = spread.next(5, 10);
    for (int i = 1; i < 20; i++) {
      assertThat(spread.next(5, 10)).isEqualTo((first + i) % 5);
    }
  }

  @Test
  void stickyStaysForABatchsWorthAndThenMovesElsewhere() {
    KeylessSpread spread = spread(KeylessPolicy.STICKY);
    int last = -1;
    Set<Integer> seen = new HashSet<>();
    for (int batch = 0; batch < 50; batch++) {
      int partition = spread.next(5, 400);
      assertThat(partition).isNotEqualTo(last);
      assertThat(spread.next(5, 400)).isEqualTo(partition);
      assertThat(spread.next(5, 400)).isEqualTo(partition);
      seen.add(partition);
      last = partition;
    }
    assertThat(seen).hasSize(5);
  }

  @Test
  void stickyMovesWhenItsBatchIsOnItsWayAndNotWhenAnotherIs() {
    KeylessSpread spread = spread(KeylessPolicy.STICKY);
    int partition = spread.next(5, 10);
    spread.batchClosed((partition + 1) % 5);
    assertThat(spread.next(5, 10)).isEqualTo(partition);
    spread.batchClosed(partition);
    assertThat(spread.next(5, 10)).isNotEqualTo(partition);
  }

  @Test
  void aSinglePartitionTakesEverything() {
    KeylessSpread spread = spread(KeylessPolicy.STICKY);
    for (int i = 0; i < 10; i++) {
      assertThat(spread.next(1, 2_000)).isZero();
    }
  }

  @Test
  void aTopicMadeSmallerUnderItsNameIsNotMissed() {
    KeylessSpread spread = spread(KeylessPolicy.ROUND_ROBIN);
    for (int i = 0; i < 100; i++) {
      spread.next(100, 1);
    }
    for (int i = 0; i < 10; i++) {
      assertThat(spread.next(2, 1)).isBetween(0, 1);
    }
  }

  private static KeylessSpread spread(KeylessPolicy policy) {
    return new KeylessSpread(policy, 1_000, new SplittableRandom(1));
  }
}
