package io.tukki.persistence.replication;

import static io.tukki.persistence.replication.StoreFixture.append;
import static io.tukki.persistence.replication.StoreFixture.await;
import static io.tukki.persistence.replication.StoreFixture.readAll;
import static io.tukki.persistence.replication.TestBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.ForcedLead;
import io.tukki.core.log.ReplicationAlarms;
import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicationTest {

  private static final String ID = "entity|1";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path directory;

  private static final String FIRST_SEGMENT = "00000000000000000000.log";

  private TestCluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster(directory, 3);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private ReplicatedLog log(int node) {
    return cluster.store(node).log(ID);
  }

  /** As a nomination that is repeated until it succeeds. */
  private Leadership lead(int node) {
    List<Leadership> led = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                led.add(StoreFixture.await(log(node).lead()));
                return true;
              } catch (java.util.concurrent.ExecutionException e) {
                return false;
              }
            });
    return led.getLast();
  }

  private void awaitValues(int node, String... expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(readAll(log(node))).containsExactly(expected));
  }

  @Test
  void whatTheLeaderAppendsReachesEveryReplica() throws Exception {
    Leadership leadership = lead(1);

    append(leadership, batch(0, "a", "b"), batch(2, "c"));

    awaitValues(1, "a", "b", "c");
    awaitValues(2, "a", "b", "c");
    awaitValues(3, "a", "b", "c");
    assertThat(log(3).nextOrdinal()).isEqualTo(3);
    assertThat(cluster.store(1).status(ID).orElseThrow().followers())
        .allMatch(follower -> follower.inSync() && follower.matchOffset() == 3);
  }

  @Test
  void quorumAppendWaitsForAMajorityAndALeaderAppendDoesNot() throws Exception {
    Leadership leadership = lead(1);
    cluster.network.cut(TestCluster.id(1), TestCluster.id(2));
    cluster.network.cut(TestCluster.id(1), TestCluster.id(3));

    CompletionStage<Appended> local = leadership.append(List.of(batch(0, "a")), Durability.LEADER);
    CompletionStage<Appended> quorum = leadership.append(List.of(batch(1, "b")), Durability.QUORUM);

    assertThat(await(local)).isEqualTo(new Appended(1, 2));
    assertThat(log(1).highWatermark()).isZero();
    assertThat(catchThrowable(() -> await(quorum))).hasCauseInstanceOf(RefusedException.class);
  }

  @Test
  void anotherReplicaTakesOverWithAllThatWasCommitted() throws Exception {
    append(lead(1), batch(0, "a"), batch(1, "b"));
    cluster.kill(1);

    Leadership second = lead(2);
    append(second, batch(2, "c"));

    assertThat(second.firstOffset()).isEqualTo(2);
    assertThat(second.firstOrdinal()).isEqualTo(3);
    awaitValues(3, "a", "b", "c");
    cluster.start(1);
    awaitValues(1, "a", "b", "c");
  }

  @Test
  void tailThatNobodyElseHasIsCutWhenItsLeaderComesBack() throws Exception {
    Leadership first = lead(1);
    append(first, batch(0, "a"));
    cluster.network.cut(TestCluster.id(1), TestCluster.id(2));
    cluster.network.cut(TestCluster.id(1), TestCluster.id(3));
    await(first.append(List.of(batch(1, "lost")), Durability.LEADER));

    append(lead(2), batch(1, "kept"));
    cluster.network.heal();

    awaitValues(1, "a", "kept");
    assertThat(catchThrowable(() -> append(first, batch(2, "late"))))
        .hasCauseInstanceOf(RefusedException.class);
  }

  @Test
  void followerThatWasAwayCatchesUp() throws Exception {
    Leadership leadership = lead(1);
    append(leadership, batch(0, "first"));
    cluster.stop(3);
    List<String> expected = new ArrayList<>(List.of("first"));
    List<CompletableFuture<Appended>> appends = new ArrayList<>();
    for (int i = 1; i <= 500; i++) {
      expected.add("v" + i);
      appends.add(
          leadership.append(List.of(batch(i, "v" + i)), Durability.QUORUM).toCompletableFuture());
    }
    await(CompletableFuture.allOf(appends.toArray(CompletableFuture<?>[]::new)));

    cluster.start(3);

    awaitValues(3, expected.toArray(String[]::new));
  }

  /** It lacks nothing but the word that it is committed, and that must not depend on luck. */
  @Test
  void followerThatComesBackCompleteLearnsWhatIsCommitted() throws Exception {
    append(lead(1), batch(0, "a"));
    awaitValues(3, "a");
    cluster.stop(3);
    // Longer than the heartbeats that follow a change go on.
    cluster.network.delay(Duration.ofMillis(200));

    cluster.start(3);

    awaitValues(3, "a");
  }

  /** What is read from the page cache of a device that failed need not be on it. */
  @Test
  void logOfADeviceThatFailedHasNoVoteAfterARestartEither() throws Exception {
    append(lead(2), batch(0, "a"));
    awaitValues(1, "a");
    String other = "another|log";
    append(await(cluster.store(1).log(other).lead()), batch(0, "b"));
    String file = cluster.store(1).directoryOf(other).resolve(FIRST_SEGMENT).toString();
    cluster.disk(1).fail(FaultyStorage.Operation.FORCE, file, new IOException("bad sector"));
    assertThat(catchThrowable(() -> await(cluster.store(1).flush(other)))).isNotNull();
    await().atMost(PATIENCE).until(() -> cluster.store(1).alarms().disksFailed() == 2);
    cluster.stop(1);
    cluster.stop(3);

    cluster.start(1);

    assertThat(catchThrowable(() -> await(log(2).lead())))
        .hasCauseInstanceOf(RefusedException.class);
    cluster.start(3);
    append(lead(2), batch(1, "b"));
    awaitValues(1, "a", "b");
  }

  @Test
  void survivorThatIsForcedToLeadGoesOnAloneAndTheOthersLearnFromIt() throws Exception {
    append(lead(2), batch(0, "a"));
    awaitValues(1, "a");
    cluster.stop(2);
    cluster.stop(3);

    Result<ForcedLead> forced = await(cluster.store(1).forceLead(ID));

    assertThat(forced.orThrow().endOffset()).isEqualTo(1);
    assertThat(cluster.store(1).alarms()).isEqualTo(new ReplicationAlarms(0, 0, 0, 1));
    Leadership alone = lead(1);
    append(alone, batch(alone.firstOffset(), "b"));
    assertThat(cluster.store(1).status(ID).orElseThrow().voters())
        .containsExactly(TestCluster.id(1));
    cluster.start(2);
    await().atMost(PATIENCE).until(() -> log(2).highWatermark() == alone.firstOffset() + 1);
  }

  @Test
  void nobodyIsForcedToLeadALogThatIsNotKnownHere() throws Exception {
    assertThat(await(cluster.store(1).forceLead("nobody|knows")))
        .isInstanceOf(Result.Refused.class);
  }

  /** After a restart of the machine what was not synced may be gone. */
  @Test
  void logOfAMachineThatWasStartedAnewHasNoVoteUntilALeaderElectedWithoutItHasBroughtItUp()
      throws Exception {
    append(lead(2), batch(0, "a"));
    awaitValues(1, "a");
    cluster.kill(1);
    cluster.reboot(1);
    cluster.stop(3);
    cluster.start(1);
    assertThat(catchThrowable(() -> await(log(2).lead())))
        .hasCauseInstanceOf(RefusedException.class);

    cluster.start(3);
    append(lead(2), batch(1, "b"));
    awaitValues(1, "a", "b");

    cluster.stop(3);
    append(lead(2), batch(2, "c"));
    awaitValues(1, "a", "b", "c");
  }

  /** After a restart of all machines nobody knows of anything that was not synced. */
  @Test
  void leaderOfALogThatNobodyCanVouchForSaysThatItMayLackWhatWasCommitted() throws Exception {
    append(lead(2), batch(0, "a"));
    awaitValues(1, "a");
    assertThat(cluster.store(2).status(ID).orElseThrow().mayLackCommitted()).isFalse();
    for (int node = 1; node <= 3; node++) {
      cluster.kill(node);
      cluster.reboot(node);
    }
    cluster.start(1);
    cluster.start(2);
    assertThat(catchThrowable(() -> await(log(2).lead())))
        .hasCauseInstanceOf(RefusedException.class);

    cluster.start(3);
    append(lead(2), batch(1, "b"));

    awaitValues(1, "a", "b");
    assertThat(cluster.store(2).status(ID).orElseThrow().mayLackCommitted()).isTrue();
    assertThat(cluster.store(2).alarms().committedMayBeLost()).isPositive();
    assertThat(cluster.store(1).status(ID).orElseThrow().mayLackCommitted()).isFalse();
  }

  @Test
  void followerThatNeedsWhatIsDeletedBeginsWhereTheLeaderBegins() throws Exception {
    Leadership leadership = lead(1);
    append(leadership, batch(0, "a"));
    cluster.stop(3);
    append(leadership, batch(1, "b"), batch(2, "c"), batch(3, "d"));
    assertThat(await(log(1).deleteRecordsBefore(3))).isEqualTo(Result.ok(3L));

    cluster.start(3);

    awaitValues(3, "d");
    assertThat(log(3).logStartOffset()).isEqualTo(3);
    assertThat(log(3).nextOrdinal()).isEqualTo(5);
    cluster.stop(1);
    append(lead(3), batch(4, "e"));
    awaitValues(2, "d", "e");
  }

  @Test
  void whatIsDeletedIsDeletedOnEveryReplica() throws Exception {
    append(lead(1), batch(0, "a"), batch(1, "b"));
    awaitValues(3, "a", "b");

    assertThat(await(log(1).deleteRecordsBefore(1))).isEqualTo(Result.ok(1L));

    awaitValues(2, "b");
    awaitValues(3, "b");
  }

  @Test
  void whatWasAcknowledgedIsThereAfterAKillInTheMiddleOfWriting() throws Exception {
    Leadership leadership = lead(1);
    List<CompletableFuture<Appended>> appends = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      appends.add(
          leadership.append(List.of(batch(i, "v" + i)), Durability.QUORUM).toCompletableFuture());
    }
    await(appends.get(20));

    cluster.kill(1);
    long acknowledged =
        appends.stream().filter(done -> done.isDone() && !done.isCompletedExceptionally()).count();
    cluster.start(1);
    cluster.stop(3);

    assertThat(lead(2).firstOffset()).isGreaterThanOrEqualTo(acknowledged);
    await().atMost(PATIENCE).until(() -> log(1).highWatermark() == log(2).logEndOffset());
    assertThat(readAll(log(1))).isEqualTo(readAll(log(2)));
  }

  @Test
  void newNodeLearnsAndThenVotesInPlaceOfAnother() throws Exception {
    cluster.start(4);
    append(lead(1), batch(0, "a"));
    var voters = List.of(TestCluster.id(1), TestCluster.id(3), TestCluster.id(4));

    CompletionStage<Result<List<io.tukki.core.id.ReplicaId>>> changed =
        cluster.store(1).changeReplicas(ID, voters);

    assertThat(await(changed)).isEqualTo(Result.ok(voters));
    cluster.stop(2);
    Leadership leadership = lead(4);
    append(leadership, batch(leadership.firstOffset(), "b"));
    await().atMost(PATIENCE).until(() -> log(3).highWatermark() == leadership.firstOffset() + 1);
    assertThat(cluster.store(4).status(ID).orElseThrow().voters()).isEqualTo(voters);
  }

  /** A leader alone commits at once: whoever learns from it is behind it at any time. */
  @Test
  void logOfOneReplicaGetsMoreWhileItGrowsAllTheTime() throws Exception {
    lead(1);
    List<ReplicaId> alone = List.of(TestCluster.id(1));
    assertThat(await(cluster.store(1).changeReplicas(ID, alone))).isEqualTo(Result.ok(alone));
    lead(1);
    List<ReplicaId> all = List.of(TestCluster.id(1), TestCluster.id(2), TestCluster.id(3));

    CompletionStage<Result<List<ReplicaId>>> changed = cluster.store(1).changeReplicas(ID, all);
    appendUntil(changed.toCompletableFuture());

    assertThat(await(changed)).isEqualTo(Result.ok(all));
  }

  /**
   * Appends batches without end, some of them always under way, through whatever reigns it takes.
   */
  private void appendUntil(CompletableFuture<?> done) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.isDone() && System.nanoTime() < deadline) {
      Leadership leadership = lead(1);
      long next = leadership.firstOffset();
      Deque<CompletionStage<Appended>> underWay = new ArrayDeque<>();
      try {
        while (!done.isDone() && System.nanoTime() < deadline) {
          underWay.add(leadership.append(List.of(batch(next++, "x")), Durability.LEADER));
          if (underWay.size() > 16) {
            await(underWay.remove());
          }
        }
      } catch (java.util.concurrent.ExecutionException e) {
        // The voters have changed, and with them the reign: the next one goes on.
      }
    }
  }

  /**
   * The image that named its voters is an old one: meanwhile the log has moved on without it, and
   * half of those it would ask have gone with it.
   */
  @Test
  void blankNodeDoesNotBeginAnewWhatHasMovedAwayFromIt() throws Exception {
    cluster.stop(3);
    cluster.start(4);
    append(lead(1), batch(0, "a"));
    var voters = List.of(TestCluster.id(1), TestCluster.id(2), TestCluster.id(4));
    assertThat(await(cluster.store(1).changeReplicas(ID, voters))).isEqualTo(Result.ok(voters));
    cluster.stop(1);

    cluster.start(3);

    assertThat(catchThrowable(() -> await(log(3).lead())))
        .hasCauseInstanceOf(RefusedException.class);
    assertThat(log(3).logEndOffset()).isZero();
    assertThat(lead(2).firstOffset()).isPositive();
    await().atMost(PATIENCE).until(() -> log(4).highWatermark() == log(2).logEndOffset());
    assertThat(readAll(log(4)).getFirst()).isEqualTo("a");
  }

  @Test
  void networkThatLosesMuchOnlySlowsDown() throws Exception {
    cluster.network.lose(0.2);
    cluster.network.delay(Duration.ofMillis(1));
    List<String> expected = new ArrayList<>();
    Leadership leadership = lead(2);
    for (int i = 0; i < 30; i++) {
      expected.add("v" + i);
      boolean appended = false;
      while (!appended) {
        try {
          append(leadership, batch(leadership.firstOffset(), "v" + i));
          appended = true;
        } catch (java.util.concurrent.ExecutionException e) {
          leadership = lead(2);
          if (leadership.firstOffset() > i) {
            appended = true;
          }
        }
        if (appended) {
          leadership = lead(2);
        }
      }
    }
    cluster.network.heal();

    awaitValues(1, expected.toArray(String[]::new));
    awaitValues(3, expected.toArray(String[]::new));
  }

  /** What the followers say meanwhile waits, and must not be taken for silence. */
  @Test
  void leaderThatASlowDiskHeldUpForLongerThanItsPatienceGoesOn() throws Exception {
    Leadership leadership = lead(2);
    append(leadership, batch(0, "a"));
    // One follower lacks something, so that time passes for the log.
    cluster.network.cut(TestCluster.id(2), TestCluster.id(3));
    append(leadership, batch(1, "b"));
    List<CompletionStage<Appended>> slow = new ArrayList<>();

    cluster
        .disk(2)
        .holdStill(
            () -> {
              slow.add(leadership.append(List.of(batch(2, "c")), Durability.QUORUM));
              long sinceNs = System.nanoTime();
              long stallNs = TestCluster.SETTINGS.replication().timing().quorum().toNanos() * 5 / 4;
              await().atMost(PATIENCE).until(() -> System.nanoTime() - sinceNs > stallNs);
            });

    await(slow.getFirst());
    cluster.network.heal();
    awaitValues(1, "a", "b", "c");
    awaitValues(3, "a", "b", "c");
  }

  @Test
  void idleLogsExchangeNothing() throws Exception {
    append(lead(1), batch(0, "a"));
    awaitValues(3, "a");
    int[] before = new int[1];
    // Until nothing was said for as long as ten heartbeats.
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(400))
        .until(
            () -> {
              int now = cluster.network.messages();
              boolean silent = now == before[0];
              before[0] = now;
              return silent;
            });
  }

  @Test
  void allRestartAndOneLeadsAgain() throws Exception {
    append(lead(1), batch(0, "a"));
    awaitValues(2, "a");
    awaitValues(3, "a");
    for (int node = 1; node <= 3; node++) {
      cluster.kill(node);
    }
    for (int node = 1; node <= 3; node++) {
      cluster.start(node);
    }

    append(lead(3), batch(1, "b"));

    awaitValues(1, "a", "b");
  }
}
