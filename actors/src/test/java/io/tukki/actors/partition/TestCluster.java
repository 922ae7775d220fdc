package io.tukki.actors.partition;

import com.typesafe.config.ConfigFactory;
import io.tukki.actors.Partitions;
import io.tukki.actors.membership.Introductions;
import io.tukki.actors.membership.Standing;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Result;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.Leave;
import org.awaitility.Awaitility;

/**
 * Real nodes of a real cluster in one JVM. They share their logs, which are in memory: as if each
 * log were replicated at once and in full, so that whoever leads next finds what was stored.
 */
final class TestCluster implements AutoCloseable {

  static {
    Awaitility.setDefaultTimeout(TestNode.PATIENCE);
  }

  private static final String BASE =
      """
      pekko.remote.artery.large-message-destinations = [
        "/system/tukki-partition-server", "/system/tukki-partition-client-bulk"
      ]
      pekko.remote.artery.advanced.outbound-large-message-queue-size = 32768
      pekko.remote.artery.log-remote-lifecycle-events = off
      pekko.loglevel = ERROR
      pekko.cluster.sharding {
        retry-interval = 200ms
        coordinator-failure-backoff = 500ms
        waiting-for-state-timeout = 500ms
        distributed-data { gossip-interval = 100ms, notify-subscribers-interval = 50ms }
        coordinator-singleton {
          hand-over-retry-interval = 50ms
          min-number-of-hand-over-retries = 100
        }
      }
      tukki.membership.repeat-interval = 100ms
      """;

  final TestMetadata metadata = new TestMetadata();
  final MemoryLogs logs = new MemoryLogs();
  private final List<Node> nodes = new ArrayList<>();
  private final String settings;

  private TestCluster(String settings) {
    this.settings = settings;
    metadata.form();
  }

  static TestCluster start(String settings) {
    return new TestCluster(settings);
  }

  /** One that holds partitions. */
  Node add() {
    return add("data", true);
  }

  Node addClient() {
    return add("client", false);
  }

  private Node add(String role, boolean data) {
    Node node = new Node(nodes.size() + 1, role, data);
    nodes.add(node);
    Awaitility.await().until(() -> nodes.stream().allMatch(n -> n.sees(nodes.size())));
    return node;
  }

  PartitionId partition(String topic, Map<String, String> configs) {
    return new PartitionId(metadata.createTopic(topic, 1, configs), 0);
  }

  /** One process. */
  final class Node {
    final NodeId id;
    final ActorTestKit kit;
    final Partitions partitions;
    private final Introductions introductions;
    private final boolean data;

    private Node(int number, String role, boolean data) {
      this.id = new NodeId(number);
      this.data = data;
      this.kit =
          ActorTestKit.create(
              "partitions",
              ConfigFactory.parseString(settings)
                  .withFallback(
                      ConfigFactory.parseString(
                          """
                          memory.journal.logs = "%s"
                          pekko.cluster.roles = ["%s"]
                          tukki.partition.role = "data"
                          """
                              .formatted(logs.key(), role)))
                  .withFallback(ConfigFactory.parseString(BASE))
                  .withFallback(ConfigFactory.parseString(TestNode.BASE))
                  .withFallback(ConfigFactory.load()));
      Cluster cluster = Cluster.get(kit.system());
      Address seed = nodes.isEmpty() ? address() : nodes.getFirst().address();
      cluster.manager().tell(Join.create(seed));
      introductions = Introductions.start(kit.system());
      introductions.introduceAs(data ? standing() : new Standing.Client());
      partitions =
          data
              ? ShardedPartitions.start(
                  kit.system(), id, introductions, metadata, logs, Clock.systemUTC())
              : ShardedPartitions.startWithoutLogs(kit.system(), metadata, Clock.systemUTC());
    }

    private Standing standing() {
      return new Standing.Holder(
          metadata.image().clusterId(),
          new ReplicaId(id, new DirectoryId(UUID.randomUUID())),
          Optional.empty());
    }

    Address address() {
      return Cluster.get(kit.system()).selfMember().address();
    }

    private boolean sees(int members) {
      int up = 0;
      for (var member : Cluster.get(kit.system()).state().getMembers()) {
        if (member.status().equals(MemberStatus.up())) {
          up++;
        }
      }
      return up == members && introductions.all().size() == members;
    }

    CompletableFuture<Result<AppendResult>> append(
        PartitionId partition, RecordBatch batch, Acks acks, Duration timeout) {
      return partitions
          .append(new Partitions.Append(partition, batch, acks, timeout))
          .toCompletableFuture();
    }

    CompletableFuture<Result<AppendResult>> append(PartitionId partition, String... values) {
      return append(partition, TestNode.batch(values), Acks.ALL, TestNode.PATIENCE);
    }

    CompletableFuture<Result<Partitions.Fetched>> fetch(
        PartitionId partition, long offset, int maxBytes, Duration maxWait) {
      return partitions
          .fetch(new Partitions.Fetch(partition, offset, 1, maxBytes, maxWait))
          .toCompletableFuture();
    }

    List<String> values(PartitionId partition, long offset) {
      return TestNode.values(
          TestNode.done(fetch(partition, offset, Integer.MAX_VALUE, Duration.ZERO)));
    }

    /** Leaves the cluster as a node does that is stopped. */
    void leave() {
      nodes.remove(this);
      Cluster.get(kit.system()).manager().tell(Leave.create(address()));
      kit.system().getWhenTerminated().toCompletableFuture().join();
    }

    /** Ends without a word; the others hear of it. */
    void die() {
      Address address = address();
      nodes.remove(this);
      // The test kit's own shutdown would fail the test if anything held it up.
      kit.system().terminate();
      kit.system().getWhenTerminated().toCompletableFuture().join();
      Cluster.get(nodes.getFirst().kit.system()).manager().tell(new Down(address));
    }

    boolean isData() {
      return data;
    }
  }

  @Override
  public void close() {
    List.copyOf(nodes).reversed().forEach(node -> node.kit.shutdownTestKit());
  }
}
