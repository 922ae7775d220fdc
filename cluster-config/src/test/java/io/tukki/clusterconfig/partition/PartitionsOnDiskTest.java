package io.tukki.clusterconfig.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.tukki.actors.Metadata;
import io.tukki.actors.Partitions;
import io.tukki.actors.membership.Introductions;
import io.tukki.actors.partition.ShardedPartitions;
import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.record.Compression;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.record.RecordBatches;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import io.tukki.persistence.journal.NodeStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partitions over the real journal and the real log: what must be there after a restart is. */
class PartitionsOnDiskTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int PARTITIONS = 1_000;

  @TempDir Path directory;

  private final Images metadata = new Images();
  private final List<Node> nodes = new ArrayList<>();

  private static final class Images implements Metadata {
    private final ShardId shard = new ShardId(1, 0);
    private final TopicId topic = new TopicId(UUID.randomUUID());
    private final List<Consumer<ClusterImage>> listeners = new ArrayList<>();
    private volatile ClusterImage image =
        ClusterImage.unformed(new ClusterId(UUID.randomUUID()))
            .apply(new ClusterEvent.ClusterFormed(new ClusterId(UUID.randomUUID()), 1))
            .apply(new ClusterEvent.ShardPlaced(shard, List.of(new NodeId(0))))
            .apply(
                new ClusterEvent.TopicCreated(
                    topic,
                    "t",
                    1,
                    IntStream.range(0, PARTITIONS).mapToObj(i -> shard).toList(),
                    Map.of()));

    PartitionId partition(int number) {
      return new PartitionId(topic, number);
    }

    synchronized void apply(ClusterEvent event) {
      image = image.apply(event);
      listeners.forEach(listener -> listener.accept(image));
    }

    @Override
    public ClusterImage image() {
      return image;
    }

    @Override
    public CompletionStage<ClusterImage> atLeast(long version) {
      return CompletableFuture.completedFuture(image);
    }

    @Override
    public synchronized Subscription subscribe(Consumer<ClusterImage> listener) {
      listeners.add(listener);
      listener.accept(image);
      return () -> {};
    }
  }

  /** A node's life from one start to its stop. */
  private final class Node {
    private final ActorTestKit kit;
    private final Partitions partitions;

    Node(String settings) {
      kit =
          ActorTestKit.create(
              "node" + nodes.size(),
              ConfigFactory.parseString(settings)
                  .withFallback(
                      ConfigFactory.parseString(
                          """
                          tukki.data-dir = "%s"
                          pekko.loglevel = WARNING
                          pekko.cluster.jmx.enabled = off
                          pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                          pekko.coordinated-shutdown.exit-jvm = off
                          pekko.persistence.journal.plugin = "tukki.journal"
                          pekko.persistence.snapshot-store.plugin = "tukki.snapshot-store"
                          pekko.persistence.max-concurrent-recoveries = 500
                          """
                              .formatted(directory)))
                  .withFallback(ConfigFactory.parseResources("tukki-pekko.conf"))
                  .withFallback(ConfigFactory.load()));
      Cluster cluster = Cluster.get(kit.system());
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
      partitions =
          ShardedPartitions.start(
              kit.system(),
              new NodeId(0),
              Introductions.start(kit.system()),
              metadata,
              NodeStorage.get(kit.system()).logs(),
              Clock.systemUTC());
      nodes.add(this);
    }

    CompletableFuture<Result<AppendResult>> append(PartitionId partition, RecordBatch batch) {
      return partitions
          .append(new Partitions.Append(partition, batch, Acks.ALL, PATIENCE))
          .toCompletableFuture();
    }

    List<String> values(PartitionId partition, long offset) throws IOException {
      List<String> values = new ArrayList<>();
      var request = new Partitions.Fetch(partition, offset, 1, 1 << 20, Duration.ZERO);
      try (var slice = done(partitions.fetch(request)).orThrow().slice()) {
        for (RecordBatch batch : RecordBatches.all(slice.toByteBuffer())) {
          assertThat(batch.crcHolds()).isTrue();
          try (var records = batch.records()) {
            records.forEachRemaining(
                record -> values.add(StandardCharsets.UTF_8.decode(record.value()).toString()));
          }
        }
      }
      return values;
    }

    void stop() {
      kit.shutdownTestKit();
      nodes.remove(this);
    }
  }

  @AfterEach
  void stopNodes() {
    List.copyOf(nodes).forEach(Node::stop);
  }

  private static RecordBatch batch(int sequence, String value) {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    builder.append(
        1_000L + sequence,
        null,
        ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)),
        List.of());
    builder.producer(7, (short) 0, sequence);
    return builder.build();
  }

  private static <T> T done(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatWasAppendedIsThereAfterARestartAndDuplicatesAreStillKnown() throws IOException {
    PartitionId partition = metadata.partition(0);
    Node first = new Node("tukki.partition.snapshot.when-stopping-after-batches = 1000");
    List<CompletableFuture<Result<AppendResult>>> answers = new ArrayList<>();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sent.add("v" + i);
      answers.add(first.append(partition, batch(i, "v" + i)));
    }
    for (int i = 0; i < 50; i++) {
      assertThat(done(answers.get(i)).orThrow().baseOffset()).isEqualTo(i);
    }
    first.stop();

    Node second = new Node("");
    AppendResult duplicate = done(second.append(partition, batch(47, "v47"))).orThrow();
    AppendResult next = done(second.append(partition, batch(50, "v50"))).orThrow();

    assertThat(duplicate.duplicate()).isTrue();
    assertThat(duplicate.baseOffset()).isEqualTo(47);
    assertThat(next.baseOffset()).isEqualTo(50);
    sent.add("v50");
    assertThat(second.values(partition, 0)).isEqualTo(sent);
    assertThat(done(second.partitions.bounds(partition)).orThrow().leaderEpoch().value())
        .isGreaterThan(1);
  }

  @Test
  void aPartitionThatSleptGoesOnFromItsSnapshotAndKeepsOnlyTheLast() throws IOException {
    PartitionId partition = metadata.partition(1);
    Node node =
        new Node(
            """
            tukki.partition.idle-timeout = 300 ms
            tukki.partition.snapshot.when-stopping-after-batches = 3
            """);
    for (int nap = 0; nap < 3; nap++) {
      for (int i = 0; i < 5; i++) {
        int sequence = nap * 5 + i;
        assertThat(done(node.append(partition, batch(sequence, "v"))).orThrow().baseOffset())
            .isEqualTo(sequence);
      }
      long covered = (nap + 1) * 5L;
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(snapshots(partition)).containsExactly(covered));
    }

    assertThat(done(node.append(partition, batch(12, "v"))).orThrow().duplicate()).isTrue();
    assertThat(((Result.Refused<?>) done(node.append(partition, batch(20, "v")))).refusal())
        .isEqualTo(new Refusal.OutOfOrderSequence(7, 15, 20));
  }

  /** By names alone: files come and go while the partition is at work. */
  private List<Long> snapshots(PartitionId partition) throws IOException {
    List<Long> covered = new ArrayList<>();
    try (Stream<Path> logs = Files.list(directory.resolve("logs"))) {
      for (Path log :
          logs.filter(path -> path.toString().contains(partition.toString())).toList()) {
        try (Stream<Path> files = Files.list(log)) {
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches("snapshot-[0-9]+"))
              .forEach(name -> covered.add(Long.parseLong(name.replaceAll("[^0-9]", ""))));
        }
      }
    }
    return covered;
  }

  @Test
  void aWaitingReaderWakesAndOffsetsAreFound() throws IOException {
    PartitionId partition = metadata.partition(2);
    Node node = new Node("");
    done(node.append(partition, batch(0, "a")));

    var waiting = node.partitions.fetch(new Partitions.Fetch(partition, 1, 1, 1 << 20, PATIENCE));
    done(node.append(partition, batch(1, "b")));

    done(waiting).orThrow().slice().close();
    assertThat(node.values(partition, 1)).containsExactly("b");
    assertThat(found(node, partition, new OffsetSpec.MaxTimestamp())).isEqualTo(1);
    assertThat(found(node, partition, new OffsetSpec.AtTimestamp(1_000))).isZero();
    assertThat(done(node.partitions.deleteRecords(partition, 1)).orThrow()).isEqualTo(1);
    assertThat(found(node, partition, new OffsetSpec.Earliest())).isEqualTo(1);
  }

  private static long found(Node node, PartitionId partition, OffsetSpec spec) {
    return ((TimestampLookup.Found) done(node.partitions.lookup(partition, spec)).orThrow())
        .offset();
  }

  @Test
  void aDeletedTopicsFilesGo() throws IOException {
    PartitionId partition = metadata.partition(3);
    Node node = new Node("");
    done(node.append(partition, batch(0, "a")));
    assertThat(logDirectories()).isEqualTo(1);

    metadata.apply(new ClusterEvent.TopicDeleted(partition.topic()));

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(logDirectories()).isZero());
  }

  private long logDirectories() throws IOException {
    try (Stream<Path> logs = Files.list(directory.resolve("logs"))) {
      return logs.filter(log -> log.getFileName().toString().startsWith("partition")).count();
    }
  }

  @Test
  void aThousandPartitionsAreMadeAndWokenQuickly() {
    Node first = new Node("");
    appendToAll(first, 0, "made and written to");
    first.stop();

    Node second = new Node("");
    appendToAll(second, 1, "woken and written to");
  }

  private void appendToAll(Node node, int sequence, String what) {
    long startNanos = System.nanoTime();
    var answers =
        IntStream.range(0, PARTITIONS)
            .mapToObj(i -> node.append(metadata.partition(i), batch(sequence, "v")))
            .toList();
    answers.forEach(a -> assertThat(done(a).orThrow().baseOffset()).isEqualTo(sequence));
    System.out.printf(
        "%d partitions %s in %d ms%n",
        PARTITIONS, what, (System.nanoTime() - startNanos) / 1_000_000);
  }
}
