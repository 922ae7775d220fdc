package io.tukki.actors.partition;

import static io.tukki.actors.partition.TestNode.PATIENCE;
import static io.tukki.actors.partition.TestNode.done;
import static io.tukki.actors.partition.TestNode.idempotent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.result.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Sleeping, waking, and what is done about logs that nobody uses. */
class PartitionLifecycleTest {

  private static TestNode node;
  private PartitionId partition;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            """
            tukki.partition {
              idle-timeout = 200 ms
              snapshot.when-stopping-after-batches = 5
              retention-check-interval = 100 ms
              orphan-grace = 400 ms
            }
            """);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) {
    partition = node.partition(test.getDisplayName());
  }

  private void awaitSleep() {
    await().until(() -> !node.logs.isOpen(partition));
  }

  @Test
  void anIdlePartitionSleepsAndTheNextUseWakesIt() {
    done(node.append(partition, idempotent(7, 0, 0, "a"), Acks.ALL, PATIENCE));
    awaitSleep();

    var again = node.append(partition, idempotent(7, 0, 0, "a"), Acks.ALL, PATIENCE);

    assertThat(done(again))
        .isEqualTo(Result.ok(new AppendResult(0, OptionalLong.empty(), 0, true)));
    awaitSleep();
    assertThat(node.values(partition, 0)).containsExactly("a");
  }

  @Test
  void aPartitionThatWroteMuchLeavesASnapshotSoThatWakingReplaysNothing() {
    for (int i = 0; i < 8; i++) {
      done(node.append(partition, idempotent(7, 0, i, "v" + i), Acks.ALL, PATIENCE));
    }
    awaitSleep();
    node.logs.replayed().clear();

    var again = node.append(partition, idempotent(7, 0, 6, "v6"), Acks.ALL, PATIENCE);

    assertThat(done(again).orThrow().duplicate()).isTrue();
    assertThat(node.logs.replayed()).doesNotContain(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(done(node.append(partition, "next")).orThrow().baseOffset()).isEqualTo(8);
  }

  @Test
  void aPartitionWithAWaitingReaderStaysAwake() {
    done(node.append(partition, "a"));

    var awake =
        node.fetch(partition, 1, 1, Duration.ofSeconds(1))
            .thenApply(nothing -> node.logs.isOpen(partition));

    assertThat(done(awake)).isTrue();
    awaitSleep();
  }

  @Test
  void appendsInTheMomentOfFallingAsleepAreNotLostAndKeepTheirOrder() throws Exception {
    for (int i = 0; i < 20; i++) {
      var first = node.append(partition, "a" + i);
      var second = node.append(partition, "b" + i);
      assertThat(done(first).orThrow().baseOffset()).isEqualTo(2L * i);
      assertThat(done(second).orThrow().baseOffset()).isEqualTo(2L * i + 1);
      // About when the idle partition decides to sleep.
      await().pollDelay(Duration.ofMillis(190 + i)).until(() -> true);
    }
  }

  @Test
  void aThousandPartitionsWakeQuickly() {
    int count = 1_000;
    TopicId topic = node.metadata.createTopic("thousand", count, Map.of());
    long startNanos = System.nanoTime();

    var answers =
        IntStream.range(0, count)
            .mapToObj(i -> node.append(new PartitionId(topic, i), "a"))
            .toList();

    assertThat(answers.stream().map(TestNode::done))
        .as("refusals")
        .filteredOn(Result.Refused.class::isInstance)
        .isEmpty();
    System.out.printf(
        "%d partitions woken and written to in %d ms%n",
        count, (System.nanoTime() - startNanos) / 1_000_000);
  }

  @Test
  void everyLogIsHeldAgainstItsTopicsRetention() {
    PartitionId brief = node.partition("brief", Map.of("retention.ms", "12345"));
    node.logs.log(brief);

    await()
        .until(
            () ->
                node.logs.retained().stream()
                    .anyMatch(
                        r ->
                            r.partition().equals(brief)
                                && r.config().retentionMs().equals(OptionalLong.of(12345))));
  }

  @Test
  void aLogThatNeverHadATopicHereIsDeletedButNotAtOnce() {
    PartitionId orphan = new PartitionId(new TopicId(UUID.randomUUID()), 0);
    long startNanos = System.nanoTime();
    node.logs.log(orphan);

    await().until(() -> node.logs.deleted().contains(orphan));

    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isGreaterThan(Duration.ofMillis(390));
    assertThat(List.copyOf(node.logs.deleted())).doesNotContain(partition);
  }
}
