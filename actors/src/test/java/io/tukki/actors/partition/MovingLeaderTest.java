package io.tukki.actors.partition;

import static io.tukki.actors.partition.TestNode.PATIENCE;
import static io.tukki.actors.partition.TestNode.batch;
import static io.tukki.actors.partition.TestNode.done;
import static io.tukki.actors.partition.TestNode.idempotent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tukki.core.id.PartitionId;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers notice when the node that leads goes: nothing, or the truth. */
class MovingLeaderTest {

  private static final int SENT_MEANWHILE = 300;

  private TestCluster cluster;
  private TestCluster.Node caller;
  private TestCluster.Node leader;
  private TestCluster.Node successor;
  private PartitionId partition;

  @BeforeEach
  void start() {
    cluster = TestCluster.start("");
    caller = cluster.addClient();
    leader = cluster.add();
    successor = cluster.add();
    cluster.metadata.place(List.of(leader.id, successor.id));
    partition = cluster.partition("t", Map.of());
    done(caller.append(partition, "first"));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  /** Sends one batch after the other without waiting for answers, while something happens. */
  private List<CompletableFuture<Result<AppendResult>>> appendWhile(
      IntFunction<RecordBatch> batches, Runnable event) {
    List<CompletableFuture<Result<AppendResult>>> answers = new ArrayList<>();
    CompletableFuture<Void> happening = CompletableFuture.runAsync(event);
    int i = 0;
    while (i < SENT_MEANWHILE || !happening.isDone()) {
      answers.add(caller.append(partition, batches.apply(i++), Acks.ALL, PATIENCE));
      await().pollDelay(2, TimeUnit.MILLISECONDS).until(() -> true);
    }
    for (int more = 0; more < 20; more++) {
      answers.add(caller.append(partition, batches.apply(i++), Acks.ALL, PATIENCE));
    }
    return answers;
  }

  private void assertAllStoredOnceInOrder(List<CompletableFuture<Result<AppendResult>>> answers) {
    List<String> expected = new ArrayList<>(List.of("first"));
    for (int i = 0; i < answers.size(); i++) {
      assertThat(done(answers.get(i)).orThrow().baseOffset()).isEqualTo(i + 1);
      expected.add("v" + i);
    }
    assertThat(caller.values(partition, 0)).isEqualTo(expected);
  }

  @Test
  void whenTheLeaderLeavesNobodyNotices() {
    var answers = appendWhile(i -> idempotent(7, 0, i, "v" + i), leader::leave);

    assertAllStoredOnceInOrder(answers);
  }

  /** The last answers of a node that leaves may be lost on their way, and nothing else. */
  @Test
  void whenTheLeaderLeavesOrderIsKeptWithoutNumbersToo() {
    var answers = appendWhile(i -> batch("v" + i), leader::leave);

    List<String> acknowledged = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      switch (done(answers.get(i))) {
        case Result.Ok<AppendResult> stored -> acknowledged.add("v" + i);
        case Result.Refused<AppendResult>(var refusal) ->
            assertThat(refusal).isInstanceOf(Refusal.OutcomeUnknown.class);
      }
    }
    assertThat(acknowledged).hasSizeGreaterThan(answers.size() / 2);
    List<String> stored = caller.values(partition, 0);
    assertThat(stored)
        .startsWith("first")
        .doesNotHaveDuplicates()
        .containsSubsequence(acknowledged);
    assertThat(stored.subList(1, stored.size()))
        .isSortedAccordingTo(
            Comparator.comparingInt(value -> Integer.parseInt(value, 1, value.length(), 10)));
  }

  @Test
  void whenTheLeaderDiesNumberedBatchesAreStoredOnceAndInOrder() {
    var answers = appendWhile(i -> idempotent(7, 0, i, "v" + i), leader::die);

    assertAllStoredOnceInOrder(answers);
  }

  @Test
  void whenTheLeaderDiesWhatHasNoNumbersIsAnsweredHonestly() {
    cluster.logs.log(partition).holdCommits();
    var underWay = caller.append(partition, batch("v0"), Acks.ALL, PATIENCE);
    await().until(() -> cluster.logs.log(partition).batches().size() == 2);

    leader.die();

    assertThat(done(underWay))
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.OutcomeUnknown.class));
    cluster.logs.log(partition).releaseCommits();
    assertThat(done(caller.append(partition, "next")).orThrow().baseOffset()).isEqualTo(2);
  }

  @Test
  void aReaderThatWaitsGoesWithTheLeader() {
    var waiting = caller.fetch(partition, 1, 1 << 20, PATIENCE);
    var dying = CompletableFuture.runAsync(leader::die);

    done(dying);
    done(successor.append(partition, "behind"));

    assertThat(TestNode.values(done(waiting))).containsExactly("behind");
  }
}
