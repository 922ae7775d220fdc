package io.tukki.persistence.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

class AllowanceTest {

  private record Task(long dueNanos, Runnable task) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::dueNanos));
  private final List<String> started = new ArrayList<>();
  private long nowNanos;

  private Allowance allowance(long bytesPerSecond) {
    return new Allowance(
        bytesPerSecond,
        () -> nowNanos,
        (delay, task) -> tasks.add(new Task(nowNanos + delay.toNanos(), task)));
  }

  private void pass(Duration time) {
    long until = nowNanos + time.toNanos();
    while (!tasks.isEmpty() && tasks.element().dueNanos() <= until) {
      Task next = tasks.remove();
      nowNanos = next.dueNanos();
      next.task().run();
    }
    nowNanos = until;
  }

  private void ask(Allowance allowance, long bytes, String... names) {
    for (String name : names) {
      allowance.request(bytes, () -> started.add(name));
    }
  }

  @Test
  void startsInTurnAndSoManyBytesASecond() {
    Allowance allowance = allowance(100);

    ask(allowance, 50, "a", "b", "c", "d", "e");

    assertThat(started).containsExactly("a");
    pass(Duration.ofMillis(499));
    assertThat(started).containsExactly("a");
    pass(Duration.ofMillis(1));
    assertThat(started).containsExactly("a", "b");
    pass(Duration.ofSeconds(1));
    assertThat(started).containsExactly("a", "b", "c", "d");
  }

  @Test
  void nothingIsSavedUpWhileNobodyAsks() {
    Allowance allowance = allowance(100);
    pass(Duration.ofHours(1));

    ask(allowance, 100, "a", "b", "c");

    pass(Duration.ofMillis(999));
    assertThat(started).containsExactly("a");
  }

  @Test
  void whoUsesLessThanHeAskedForHoldsUpNobody() {
    Allowance allowance = allowance(100);
    ask(allowance, 100, "a", "b", "c");

    allowance.settle(100, 0);

    assertThat(started).containsExactly("a", "b");
    pass(Duration.ofMillis(500));
    allowance.settle(100, 60);
    pass(Duration.ofMillis(99));
    assertThat(started).containsExactly("a", "b");
    pass(Duration.ofMillis(1));
    assertThat(started).containsExactly("a", "b", "c");
  }

  @Test
  void whoUsesMoreThanHeAskedForIsWaitedFor() {
    Allowance allowance = allowance(100);
    ask(allowance, 100, "a", "b");

    allowance.settle(100, 300);

    pass(Duration.ofMillis(2_999));
    assertThat(started).containsExactly("a");
    pass(Duration.ofMillis(1));
    assertThat(started).containsExactly("a", "b");
  }

  @Test
  void oneTimerServesAllWhoWait() {
    Allowance allowance = allowance(100);

    ask(allowance, 50, "a", "b", "c", "d", "e");

    assertThat(tasks).hasSize(1);
  }

  @Test
  void withoutABoundNobodyWaits() {
    Allowance allowance = allowance(0);

    ask(allowance, Long.MAX_VALUE, "a", "b", "c");
    allowance.settle(0, Long.MAX_VALUE);
    ask(allowance, 1, "d");

    assertThat(started).containsExactly("a", "b", "c", "d");
  }
}
