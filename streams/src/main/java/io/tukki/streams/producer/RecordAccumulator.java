package io.tukki.streams.producer;

import io.tukki.actors.Metadata;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.KeylessSpread;
import io.tukki.core.partition.Partitioner;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.record.RecordHeader;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import io.tukki.streams.producer.ProducerIds.ProducerIdentity;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Puts records into batches, partition by partition, and decides when which batch is sent. Not
 * thread-safe; effects go out through an {@link Outbox}, answers and the time come in as arguments.
 *
 * <p>Time is that of {@link System#nanoTime()}: only differences mean anything.
 */
final class RecordAccumulator {

  private final Metadata metadata;
  private final TopicCache topics;
  private final Batching batching;
  private final Delivery delivery;
  private final RandomGenerator random;
  private final Outbox outbox;

  private final Map<PartitionId, Lane> lanes = new HashMap<>();
  private final Set<Lane> busy = new LinkedHashSet<>();
  private final Map<TopicId, KeylessSpread> spreads = new HashMap<>();
  private long purgedAtVersion;

  RecordAccumulator(
      Metadata metadata,
      Batching batching,
      Delivery delivery,
      RandomGenerator random,
      Outbox outbox) {
    this.metadata = metadata;
    this.topics = new TopicCache(metadata);
    this.batching = batching;
    this.delivery = delivery;
    this.random = random;
    this.outbox = outbox;
  }

  /**
   * A record in bytes.
   *
   * @param key from position to limit
   * @param value from position to limit
   */
  record Encoded(
      String topic,
      OptionalInt partition,
      long timestampMs,
      @Nullable ByteBuffer key,
      @Nullable ByteBuffer value,
      List<RecordHeader> headers) {

    /** At most how much this adds to a batch. */
    long mostBytes() {
      return RecordBatchBuilder.mostBytesOf(key, value, headers);
    }
  }

  /** Copies the record into its partition's batch. Sends what is full by that. */
  Slot add(Encoded record, long nowNanos) {
    Optional<TopicImage> found = topics.named(record.topic());
    if (found.isEmpty()) {
      return new Slot.NotTaken(new Refusal.UnknownTopic(record.topic()));
    }
    TopicImage topic = found.get();
    long mostBytes = record.mostBytes();
    int partition = partitionOf(record, topic, mostBytes);
    if (!topic.hasPartition(partition)) {
      return new Slot.NotTaken(
          new Refusal.UnknownPartition(topic.name(), partition, topic.partitionCount()));
    }
    int limitBytes = Math.min(batching.batchBytes(), topic.config().maxMessageBytes());
    Lane lane = lane(topic, partition);
    if (lane.isIdle()) {
      busy.add(lane);
    }
    Slot slot =
        lane.add(
            record.timestampMs(),
            record.key(),
            record.value(),
            record.headers(),
            new Lane.Room(mostBytes, limitBytes, nowNanos));
    if (lane.hasFullBatch()) {
      lane.pump(nowNanos, false, outbox);
    }
    return slot;
  }

  private int partitionOf(Encoded record, TopicImage topic, long sizeBytes) {
    if (record.partition().isPresent()) {
      return record.partition().getAsInt();
    }
    return record.key() != null
        ? Partitioner.partitionOf(record.key(), topic.partitionCount())
        : spreads
            .computeIfAbsent(topic.id(), id -> newSpread())
            .next(topic.partitionCount(), (int) Math.min(Integer.MAX_VALUE, sizeBytes));
  }

  private KeylessSpread newSpread() {
    return new KeylessSpread(batching.keylessRecords(), batching.batchBytes(), random);
  }

  private Lane lane(TopicImage topic, int partition) {
    return lanes.computeIfAbsent(
        topic.partition(partition), id -> new Lane(topic.name(), id, batching, delivery));
  }

  /**
   * Sends what is due: to be called when the flow of records pauses, and when a time has come that
   * {@link #nextWakeNanos} named.
   *
   * @param flush true where batches shall not wait for more records
   */
  void pump(long nowNanos, boolean flush) {
    purge();
    busy.forEach(lane -> lane.pump(nowNanos, flush, outbox));
    busy.removeIf(Lane::isIdle);
  }

  /** To be called with the answer to what went into {@link Outbox#append}. */
  void answered(OutgoingBatch batch, Result<AppendResult> result, long nowNanos, boolean flush) {
    Lane lane = batch.lane();
    lane.answered(batch, result, nowNanos);
    lane.pump(nowNanos, flush, outbox);
    if (lane.isIdle()) {
      busy.remove(lane);
    }
  }

  /** To be called with the answer to {@link Outbox#allocateIdentity}. */
  void identified(Lane lane, ProducerIdentity identity, long nowNanos, boolean flush) {
    lane.identified(identity);
    lane.pump(nowNanos, flush, outbox);
  }

  /** When to pump, if nothing else happens before; empty where time alone changes nothing. */
  OptionalLong nextWakeNanos() {
    OptionalLong earliest = OptionalLong.empty();
    for (Lane lane : busy) {
      OptionalLong wake = lane.nextWakeNanos();
      if (wake.isPresent() && (earliest.isEmpty() || wake.getAsLong() - earliest.getAsLong() < 0)) {
        earliest = wake;
      }
    }
    return earliest;
  }

  /** Forgets the lanes to topics that are gone. */
  private void purge() {
    ClusterImage image = metadata.image();
    if (image.version() != purgedAtVersion) {
      purgedAtVersion = image.version();
      lanes
          .entrySet()
          .removeIf(
              lane -> lane.getValue().isIdle() && image.topic(lane.getKey().topic()).isEmpty());
      spreads.keySet().removeIf(topic -> image.topic(topic).isEmpty());
    }
  }
}
