package io.tukki.actors.partition;

import static io.tukki.actors.partition.TestNode.PATIENCE;
import static io.tukki.actors.partition.TestNode.done;
import static io.tukki.actors.partition.TestNode.idempotent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tukki.actors.Partitions;
import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Two nodes and a client: the first leads, the others ask. */
class RemotePartitionsTest {

  private static TestCluster cluster;
  private static TestCluster.Node leader;
  private static TestCluster.Node other;
  private static TestCluster.Node client;
  private PartitionId partition;

  @BeforeAll
  static void start() {
    cluster =
        TestCluster.start(
            """
            tukki.partition {
              append.max-waiting = 60
              remote { piece-bytes = 10 KiB, max-in-flight = 50 }
            }
            """);
    leader = cluster.add();
    other = cluster.add();
    client = cluster.addClient();
    cluster.metadata.place(List.of(leader.id, other.id));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) {
    partition = cluster.partition(test.getDisplayName(), Map.of());
  }

  private static Result<AppendResult> at(long baseOffset) {
    return Result.ok(new AppendResult(baseOffset, OptionalLong.empty(), 0, false));
  }

  private static Refusal refusal(CompletableFuture<? extends Result<?>> stage) {
    return switch (done(stage)) {
      case Result.Refused<?>(var refusal) -> refusal;
      case Result.Ok<?>(var value) -> throw new AssertionError("not refused: " + value);
    };
  }

  @Test
  void whatIsAppendedThroughOneNodeIsReadThroughAnother() {
    assertThat(done(other.append(partition, "a"))).isEqualTo(at(0));
    assertThat(done(client.append(partition, "b", "c"))).isEqualTo(at(1));
    assertThat(done(leader.append(partition, "d"))).isEqualTo(at(3));

    for (TestCluster.Node node : List.of(leader, other, client)) {
      assertThat(node.values(partition, 1)).containsExactly("b", "c", "d");
    }
  }

  @Test
  void appendsOfOneCallerKeepTheirOrder() {
    List<String> sent = IntStream.range(0, 40).mapToObj(i -> "v" + i).toList();

    var answers = sent.stream().map(value -> client.append(partition, value)).toList();

    for (int i = 0; i < answers.size(); i++) {
      assertThat(done(answers.get(i))).isEqualTo(at(i));
    }
    assertThat(other.values(partition, 0)).isEqualTo(sent);
  }

  @Test
  void aBatchLargerThanAMessagePassesBothWaysAmongSmallOnes() {
    String large = "x".repeat(500_000);
    var answers =
        List.of(
            other.append(partition, "before"),
            other.append(partition, large),
            other.append(partition, "behind"));
    answers.forEach(answer -> assertThat(done(answer)).isInstanceOf(Result.Ok.class));

    assertThat(client.values(partition, 0)).containsExactly("before", large, "behind");
  }

  @Test
  void aReaderWaitsOnAnotherNodeAndWakesWhenDataComes() {
    done(other.append(partition, "a"));

    var waiting = other.fetch(partition, 1, 1 << 20, PATIENCE);
    var inVain = client.fetch(partition, 1, 1 << 20, Duration.ofMillis(150));
    assertThat(TestNode.values(done(inVain))).isEmpty();
    assertThat(waiting).isNotDone();
    done(leader.append(partition, "b"));

    assertThat(TestNode.values(done(waiting))).containsExactly("b");
  }

  @Test
  void questionsAreAnsweredAcrossNodes() {
    for (String value : List.of("a", "b", "c")) {
      done(other.append(partition, value));
    }

    assertThat(done(client.partitions.deleteRecords(partition, 1))).isEqualTo(Result.ok(1L));
    assertThat(done(client.partitions.bounds(partition)))
        .isEqualTo(done(leader.partitions.bounds(partition)));
    assertThat(found(new OffsetSpec.Earliest())).isEqualTo(1);
    assertThat(found(new OffsetSpec.Latest())).isEqualTo(3);
    assertThat(found(new OffsetSpec.AtTimestamp(1_000))).isEqualTo(1);
    assertThat(found(new OffsetSpec.MaxTimestamp())).isEqualTo(1);
    assertThat(done(client.partitions.lookup(partition, new OffsetSpec.AtTimestamp(1_001))))
        .isEqualTo(Result.ok(new TimestampLookup.NoneSoLate()));
  }

  private long found(OffsetSpec spec) {
    return ((TimestampLookup.Found) done(client.partitions.lookup(partition, spec)).orThrow())
        .offset();
  }

  @Test
  void refusalsComeAsTheyAre() {
    done(other.append(partition, idempotent(7, 0, 0, "a"), Acks.ALL, PATIENCE));

    assertThat(refusal(other.append(partition, idempotent(7, 0, 5, "b"), Acks.ALL, PATIENCE)))
        .isEqualTo(new Refusal.OutOfOrderSequence(7, 1, 5));
    assertThat(refusal(other.fetch(partition, 9, 1, PATIENCE)))
        .isEqualTo(new Refusal.OffsetOutOfRange(9, 0, 1));
  }

  @Test
  void aDamagedLogIsReportedAcrossNodes() {
    cluster.logs.failOpening(
        partition, new io.tukki.core.log.LogOfflineException("segment 17 is damaged"));

    assertThat(refusal(other.append(partition, "a")))
        .isEqualTo(new Refusal.LogOffline("segment 17 is damaged"));

    cluster.logs.healOpening(partition);
    await().until(() -> done(other.append(partition, "b")).equals(at(0)));
  }

  @Test
  void whatIsUnderWayToAnotherNodeIsBounded() {
    done(other.append(partition, "a"));
    List<CompletableFuture<Result<Partitions.Fetched>>> readers = new ArrayList<>();
    for (int i = 0; i < 51; i++) {
      readers.add(other.fetch(partition, 1, 1, PATIENCE));
    }

    assertThat(refusal(readers.get(50))).isInstanceOf(Refusal.Overloaded.class);
    done(leader.append(partition, "b"));
    assertThat(TestNode.values(done(readers.get(49)))).containsExactly("b");
  }

  @Test
  void anAppendThatTheLeaderCannotWriteInTimeIsRefusedInTime() {
    done(other.append(partition, "a"));
    cluster.logs.log(partition).holdCommits();

    var late = other.append(partition, TestNode.batch("b"), Acks.ALL, Duration.ofMillis(200));

    assertThat(refusal(late)).isInstanceOf(Refusal.TimedOut.class);
    cluster.logs.log(partition).releaseCommits();
  }

  @Test
  void aSleepingPartitionIsWokenFromAnotherNode() {
    assertThat(done(client.fetch(partition, 0, 1, Duration.ZERO))).isInstanceOf(Result.Ok.class);
  }

  @Test
  void aDeletedTopicIsUnknownOnAllNodes() {
    done(other.append(partition, "a"));
    var reader = other.fetch(partition, 1, 1, PATIENCE);

    cluster.metadata.apply(new ClusterEvent.TopicDeleted(partition.topic()));

    assertThat(refusal(reader)).isInstanceOf(Refusal.UnknownTopic.class);
    assertThat(refusal(client.append(partition, "b"))).isInstanceOf(Refusal.UnknownTopic.class);
  }

  @Test
  void aNodeThatLeadsNothingHoldsNothing() {
    assertThat(client.isData()).isFalse();
    assertThat(cluster.metadata.image().replicas(new io.tukki.core.id.ShardId(1, 0)))
        .isEqualTo(List.of(leader.id, other.id))
        .doesNotContain(new NodeId(3));
  }
}
