package io.tukki.api.http.record;

import io.tukki.actors.Partitions;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.PartitionId;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.KeylessPolicy;
import io.tukki.core.partition.KeylessSpread;
import io.tukki.core.partition.Partitioner;
import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.result.Result;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Stores the records of one request after another: to each its partition, as few batches as the
 * topic's bounds allow, all of them sent at once. Belongs to one request or upload; not
 * thread-safe.
 */
final class BatchSender {

  /** What a batch has room for at first, at most, unless its first record is larger. */
  private static final int ROOM_BYTES = 64 * 1024;

  private final Partitions partitions;
  private final TopicImage topic;
  private final SendOptions options;
  private final SendNumbers numbers;
  private final int maxBatchBytes;
  private final KeylessSpread spread;

  /**
   * @param maxBatchBytes what a batch grows to at most, unless one record alone is larger
   */
  BatchSender(
      Partitions partitions,
      TopicImage topic,
      SendOptions options,
      int maxBatchBytes,
      SendNumbers numbers) {
    this.numbers = numbers;
    this.partitions = partitions;
    this.topic = topic;
    this.options = options;
    this.maxBatchBytes = Math.min(maxBatchBytes, topic.config().maxMessageBytes());
    this.spread =
        new KeylessSpread(KeylessPolicy.STICKY, this.maxBatchBytes, ThreadLocalRandom.current());
  }

  CompletionStage<List<Sent>> send(List<Draft> drafts) {
    return send(drafts, IntStream.range(0, drafts.size()).toArray());
  }

  /**
   * Completes when every batch is answered; never fails for what a client can cause.
   *
   * @param which of the drafts, by index, in the order to store them
   */
  CompletionStage<List<Sent>> send(List<Draft> drafts, int[] which) {
    Map<Integer, Open> open = new HashMap<>();
    List<CompletableFuture<Sent>> sent = new ArrayList<>();
    for (int i : which) {
      Draft draft = drafts.get(i);
      long mostBytes = RecordBatchBuilder.mostBytesOf(draft.key(), draft.value(), draft.headers());
      int capacity = capacityBytes(mostBytes, which.length);
      Open batch =
          open.computeIfAbsent(
              partitionOf(draft, mostBytes), partition -> new Open(partition, capacity));
      if (!batch.hasRoomFor(mostBytes)) {
        sent.add(batch.close());
      }
      batch.add(i, draft);
    }
    open.values().forEach(batch -> sent.add(batch.close()));
    return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
        .thenApply(done -> sent.stream().map(CompletableFuture::join).toList());
  }

  /** The partition's share, were all records like this one and spread evenly; it can still grow. */
  private int capacityBytes(long recordBytes, int records) {
    long share = recordBytes * records / topic.partitionCount();
    return (int) Math.min(maxBatchBytes, Math.max(recordBytes, Math.min(share, ROOM_BYTES)));
  }

  private Integer partitionOf(Draft draft, long sizeBytes) {
    if (draft.partition().isPresent()) {
      return draft.partition().getAsInt();
    }
    ByteBuffer key = draft.key();
    return key == null
        ? spread.next(topic.partitionCount(), (int) Math.min(Integer.MAX_VALUE, sizeBytes))
        : Partitioner.partitionOf(key, topic.partitionCount());
  }

  /** A partition's batch that still grows. */
  private final class Open {

    private final int partition;
    private final RecordBatchBuilder builder;
    private int[] drafts = new int[16];

    Open(int partition, int capacityBytes) {
      this.partition = partition;
      this.builder =
          new RecordBatchBuilder(options.compression(), capacityBytes + BatchHeader.HEADER_BYTES);
    }

    boolean hasRoomFor(long bytes) {
      return builder.isEmpty() || builder.sizeBytes() + bytes <= maxBatchBytes;
    }

    void add(int index, Draft draft) {
      int count = builder.recordCount();
      if (count == drafts.length) {
        drafts = Arrays.copyOf(drafts, 2 * count);
      }
      drafts[count] = index;
      builder.append(draft.timestampMs(), draft.key(), draft.value(), draft.headers());
    }

    CompletableFuture<Sent> close() {
      int[] indexes = Arrays.copyOf(drafts, builder.recordCount());
      spread.batchClosed(partition);
      return append(topic.partition(partition), indexes.length)
          .thenApply(result -> new Sent(partition, indexes, result))
          .toCompletableFuture();
    }

    private CompletionStage<Result<AppendResult>> append(PartitionId id, int recordCount) {
      if (options.acks() == Acks.NONE) {
        return partitions.append(
            new Partitions.Append(id, builder.build(), Acks.NONE, options.timeout()));
      }
      SendNumbers.Lent lent = numbers.borrow(id);
      builder.producer(lent.producer().id(), lent.producer().epoch(), lent.next());
      return partitions
          .append(new Partitions.Append(id, builder.build(), options.acks(), options.timeout()))
          .thenApply(
              result -> {
                if (result instanceof Result.Ok<AppendResult>) {
                  numbers.giveBack(id, lent, recordCount);
                }
                return result;
              });
    }
  }
}
