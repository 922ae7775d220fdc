package io.tukki.actors.partition;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tukki.actors.Partitions;
import io.tukki.actors.membership.Introductions;
import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.record.Compression;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.record.RecordBatches;
import io.tukki.core.result.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.awaitility.Awaitility;

/** One real node of a real cluster of one, over logs in memory. */
final class TestNode implements AutoCloseable {

  /** Only a failing test waits so long, or one on a machine that is busy with much else. */
  static final Duration PATIENCE = Duration.ofSeconds(40);

  static {
    Awaitility.setDefaultTimeout(PATIENCE);
  }

  static final String BASE =
      """
      pekko {
        loglevel = WARNING
        loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
        actor.provider = cluster
        remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
        cluster {
          jmx.enabled = off
          sharding.distributed-data.durable.keys = []
          periodic-tasks-initial-delay = 50ms
          leader-actions-interval = 100ms
          gossip-interval = 100ms
        }
        coordinated-shutdown { exit-jvm = off, run-by-actor-system-terminate = off }
        log-dead-letters = off
        persistence {
          max-concurrent-recoveries = 500
          journal.plugin = "memory.journal"
          snapshot-store.plugin = "memory.snapshots"
        }
      }
      memory.journal {
        class = "io.tukki.actors.partition.MemoryJournal"
        plugin-dispatcher = "pekko.actor.default-dispatcher"
      }
      memory.snapshots {
        class = "io.tukki.actors.partition.MemorySnapshots"
        plugin-dispatcher = "pekko.actor.default-dispatcher"
      }
      tukki.partition {
        restart-backoff { min = 100 ms, max = 400 ms }
        deadline-check-interval = 20 ms
      }
      """;

  final TestMetadata metadata = new TestMetadata();
  final MemoryLogs logs = new MemoryLogs();
  final ActorTestKit kit;
  final Partitions partitions;

  private TestNode(Config config) {
    this.kit =
        ActorTestKit.create(
            "partitions",
            ConfigFactory.parseString("memory.journal.logs = \"" + logs.key() + "\"")
                .withFallback(config)
                .withFallback(ConfigFactory.parseString(BASE))
                .withFallback(ConfigFactory.load()));
    Cluster cluster = Cluster.get(kit.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    metadata.form();
    this.partitions =
        ShardedPartitions.start(
            kit.system(),
            TestMetadata.NODE,
            Introductions.start(kit.system()),
            metadata,
            logs,
            Clock.systemUTC());
  }

  static TestNode start(String settings) {
    return new TestNode(ConfigFactory.parseString(settings));
  }

  PartitionId partition(String topic) {
    return partition(topic, Map.of());
  }

  PartitionId partition(String topic, Map<String, String> configs) {
    return new PartitionId(metadata.createTopic(topic, 1, configs), 0);
  }

  void deleteTopic(TopicId topic) {
    metadata.apply(new ClusterEvent.TopicDeleted(topic));
  }

  // ---- appends ----

  static RecordBatch batch(String... values) {
    return idempotent(-1, -1, -1, values);
  }

  static RecordBatch idempotent(long producer, int epoch, int sequence, String... values) {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    for (String value : values) {
      builder.append(
          1_000L, null, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)), List.of());
    }
    if (producer >= 0) {
      builder.producer(producer, (short) epoch, sequence);
    }
    return builder.build();
  }

  CompletableFuture<Result<AppendResult>> append(
      PartitionId partition, RecordBatch batch, Acks acks, Duration timeout) {
    return partitions
        .append(new Partitions.Append(partition, batch, acks, timeout))
        .toCompletableFuture();
  }

  CompletableFuture<Result<AppendResult>> append(PartitionId partition, String... values) {
    return append(partition, batch(values), Acks.ALL, PATIENCE);
  }

  // ---- reads ----

  CompletableFuture<Result<Partitions.Fetched>> fetch(
      PartitionId partition, long offset, int minBytes, Duration maxWait) {
    return partitions
        .fetch(new Partitions.Fetch(partition, offset, minBytes, 1 << 20, maxWait))
        .toCompletableFuture();
  }

  /** The values of all records from an offset on. */
  List<String> values(PartitionId partition, long offset) {
    return values(done(fetch(partition, offset, 1, Duration.ZERO)));
  }

  static List<String> values(Result<Partitions.Fetched> fetched) {
    List<String> values = new ArrayList<>();
    try (var slice = fetched.orThrow().slice()) {
      for (RecordBatch batch : RecordBatches.all(slice.toByteBuffer())) {
        try (var records = batch.records()) {
          while (records.hasNext()) {
            values.add(StandardCharsets.UTF_8.decode(records.next().value()).toString());
          }
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return values;
  }

  static <T> T done(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
