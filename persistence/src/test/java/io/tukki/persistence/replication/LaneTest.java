package io.tukki.persistence.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneTest {

  private static final int PRODUCERS = 4;
  private static final int TASKS_EACH = 5_000;

  private final ExecutorService pool = Executors.newFixedThreadPool(3);

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  /** A task of one producer. */
  private record Numbered(int producer, int number) {}

  @Test
  void tasksAreDoneOneAtATimeAndEachProducersInOrder() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    // Not thread-safe on purpose: the lane must make it visible from one thread to the next.
    List<Numbered> done = new ArrayList<>();
    CountDownLatch all = new CountDownLatch(PRODUCERS * TASKS_EACH);
    Lane<Numbered> lane =
        new Lane<>(
            pool,
            tasks -> {
              overlaps.addAndGet(inside.getAndIncrement());
              Numbered task = tasks.poll();
              if (task != null) {
                done.add(task);
                all.countDown();
              }
              inside.decrementAndGet();
            });

    try (ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS)) {
      for (int producer = 0; producer < PRODUCERS; producer++) {
        int self = producer;
        producers.execute(
            () -> {
              for (int number = 0; number < TASKS_EACH; number++) {
                lane.put(new Numbered(self, number));
              }
            });
      }
    }

    assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(overlaps).hasValue(0);
    for (int producer = 0; producer < PRODUCERS; producer++) {
      int self = producer;
      assertThat(done.stream().filter(task -> task.producer() == self).map(Numbered::number))
          .isSorted()
          .hasSize(TASKS_EACH);
    }
  }

  @Test
  void laneThatLeavesTasksLetsOtherLanesPass() throws Exception {
    ExecutorService single = Executors.newSingleThreadExecutor();
    List<String> order = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(4);
    Lane<String> one = new Lane<>(single, tasks -> take(tasks.poll(), order, done));
    Lane<String> other = new Lane<>(single, tasks -> take(tasks.poll(), order, done));
    CountDownLatch go = new CountDownLatch(1);
    single.execute(() -> awaitQuietly(go));

    one.put("one 1");
    one.put("one 2");
    other.put("other 1");
    other.put("other 2");
    go.countDown();

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(order).containsExactly("one 1", "other 1", "one 2", "other 2");
    single.shutdownNow();
  }

  private static void take(String task, List<String> order, CountDownLatch done) {
    if (task != null) {
      order.add(task);
      done.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
