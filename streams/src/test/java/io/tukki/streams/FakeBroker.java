package io.tukki.streams;

import io.tukki.actors.Broker;
import io.tukki.actors.Metadata;
import io.tukki.actors.Partitions;
import io.tukki.actors.Shards;
import io.tukki.actors.Topics;
import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import io.tukki.core.log.LogSlice;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatches;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A broker in memory, with the real rules for idempotent producers, and faults on demand. Answers
 * come on threads of their own, as they do from a real one.
 */
public final class FakeBroker implements Broker, Metadata, Partitions {

  /** What happens to an append. */
  public enum Fault {
    NONE,
    /** Refused for now, not stored. */
    OVERLOADED,
    /** Stored, but the answer is a time-out. */
    STORED_BUT_TIMED_OUT,
    /** Not stored, and the answer is a time-out. */
    LOST_AND_TIMED_OUT,
    /** Stored only when {@link #release} is called, and answered then. */
    STALLED,
    /** The answer is a failure: a bug, or broken hardware. */
    BROKEN
  }

  private final List<Consumer<ClusterImage>> listeners = new CopyOnWriteArrayList<>();
  private final Map<PartitionId, FakePartition> partitions = new HashMap<>();
  private final List<Runnable> stalled = new ArrayList<>();
  private volatile ClusterImage image = ClusterImage.unformed(new ClusterId(UUID.randomUUID()));
  private volatile Function<Append, Fault> faults = append -> Fault.NONE;
  private volatile Function<Fetch, Optional<Refusal>> fetchRefusals = fetch -> Optional.empty();

  public final List<Integer> recordsPerAppend = Collections.synchronizedList(new ArrayList<>());
  public final AtomicInteger openSlices = new AtomicInteger();
  public final AtomicLong fetchedBytes = new AtomicLong();

  @Override
  public Metadata metadata() {
    return this;
  }

  @Override
  public Topics topics() {
    throw new UnsupportedOperationException("topics are made by createTopic here");
  }

  @Override
  public Partitions partitions() {
    return this;
  }

  @Override
  public Shards shards() {
    throw new UnsupportedOperationException("nothing moves here");
  }

  // ---- for tests ----

  public synchronized TopicImage createTopic(String name, int partitionCount) {
    TopicId id = new TopicId(UUID.randomUUID());
    change(
        new ClusterEvent.TopicCreated(
            id, name, 1, Collections.nCopies(partitionCount, new ShardId(1, 0)), Map.of()));
    return image.topic(id).orElseThrow();
  }

  public synchronized void addPartitions(String name, int more) {
    TopicId id = image.topic(name).orElseThrow().id();
    change(new ClusterEvent.PartitionsAdded(id, Collections.nCopies(more, new ShardId(1, 0))));
  }

  public synchronized void deleteTopic(String name) {
    change(new ClusterEvent.TopicDeleted(image.topic(name).orElseThrow().id()));
  }

  private void change(ClusterEvent event) {
    image = image.apply(event);
    for (TopicImage topic : image.topics()) {
      topic.partitions().forEach(id -> partitions.computeIfAbsent(id, p -> new FakePartition()));
    }
    listeners.forEach(listener -> listener.accept(image));
  }

  public void onAppend(Function<Append, Fault> newFaults) {
    faults = newFaults;
  }

  public void onFetch(Function<Fetch, Optional<Refusal>> newRefusals) {
    fetchRefusals = newRefusals;
  }

  /** Lets everything that is stalled go on, and stalls nothing more. */
  public synchronized void release() {
    faults = append -> Fault.NONE;
    List<Runnable> released = List.copyOf(stalled);
    stalled.clear();
    released.forEach(Runnable::run);
  }

  public synchronized int stalledAppends() {
    return stalled.size();
  }

  public synchronized FakePartition partition(String topic, int number) {
    return partitions.get(image.topic(topic).orElseThrow().partition(number));
  }

  /** Puts a batch into a partition, past all rules. */
  public synchronized void store(String topic, int number, RecordBatch batch) {
    partition(topic, number).store(batch);
  }

  // ---- metadata ----

  @Override
  public ClusterImage image() {
    return image;
  }

  @Override
  public CompletionStage<ClusterImage> atLeast(long version) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Subscription subscribe(Consumer<ClusterImage> listener) {
    listeners.add(listener);
    listener.accept(image);
    return () -> listeners.remove(listener);
  }

  public int listenerCount() {
    return listeners.size();
  }

  // ---- partitions ----

  @Override
  public synchronized CompletionStage<Result<AppendResult>> append(Append request) {
    recordsPerAppend.add(request.batch().recordCount());
    CompletableFuture<Result<AppendResult>> answer = new CompletableFuture<>();
    if (image.topic(request.partition().topic()).isEmpty()) {
      return later(answer, Result.refused(new Refusal.UnknownTopic("deleted")));
    }
    FakePartition partition = partitions.get(request.partition());
    return switch (faults.apply(request)) {
      case NONE -> later(answer, partition.append(request.batch()));
      case OVERLOADED -> later(answer, Result.refused(new Refusal.Overloaded("too much")));
      case STORED_BUT_TIMED_OUT -> {
        Result<AppendResult> result = partition.append(request.batch());
        yield later(
            answer,
            result instanceof Result.Ok
                ? Result.refused(new Refusal.TimedOut("answer lost"))
                : result);
      }
      case LOST_AND_TIMED_OUT ->
          later(answer, Result.refused(new Refusal.TimedOut("request lost")));
      case STALLED -> {
        stalled.add(() -> complete(answer, partition.append(request.batch())));
        yield answer;
      }
      case BROKEN -> CompletableFuture.failedStage(new IllegalStateException("broken"));
    };
  }

  private static <T> CompletableFuture<T> later(CompletableFuture<T> answer, T value) {
    complete(answer, value);
    return answer;
  }

  private static <T> void complete(CompletableFuture<T> answer, T value) {
    ForkJoinPool.commonPool().execute(() -> answer.complete(value));
  }

  @Override
  public synchronized CompletionStage<Result<Fetched>> fetch(Fetch request) {
    CompletableFuture<Result<Fetched>> answer = new CompletableFuture<>();
    Optional<Refusal> refusal = fetchRefusals.apply(request);
    if (refusal.isPresent()) {
      return later(answer, Result.refused(refusal.get()));
    }
    FakePartition partition = partitions.get(request.partition());
    if (request.offset() < partition.startOffset() || request.offset() > partition.endOffset()) {
      return later(
          answer,
          Result.refused(
              new Refusal.OffsetOutOfRange(
                  request.offset(), partition.startOffset(), partition.endOffset())));
    }
    if (partition.endOffset() > request.offset()) {
      return later(answer, Result.ok(read(partition, request)));
    }
    Runnable answering =
        () -> {
          synchronized (this) {
            if (!answer.isDone()) {
              answer.complete(Result.ok(read(partition, request)));
            }
          }
        };
    partition.whenStored(() -> ForkJoinPool.commonPool().execute(answering));
    CompletableFuture.delayedExecutor(request.maxWait().toMillis(), TimeUnit.MILLISECONDS)
        .execute(answering);
    return answer;
  }

  private synchronized Fetched read(FakePartition partition, Fetch request) {
    ByteBuffer bytes = partition.read(request.offset(), request.maxBytes());
    fetchedBytes.addAndGet(bytes.remaining());
    openSlices.incrementAndGet();
    return new Fetched(
        new HeapSlice(bytes, request.offset()),
        partition.endOffset(),
        partition.startOffset(),
        LeaderEpoch.NONE);
  }

  private final class HeapSlice implements LogSlice {

    private final ByteBuffer bytes;
    private final long nextOffset;
    private boolean closed;

    HeapSlice(ByteBuffer bytes, long offset) {
      this.bytes = bytes;
      long next = offset;
      for (RecordBatch batch : RecordBatches.all(bytes.duplicate())) {
        next = batch.nextOffset();
      }
      this.nextOffset = next;
    }

    @Override
    public long nextOffset() {
      return nextOffset;
    }

    @Override
    public int sizeBytes() {
      return bytes.remaining();
    }

    @Override
    public long transferTo(long position, int maxBytes, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ByteBuffer toByteBuffer() {
      return bytes;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openSlices.decrementAndGet();
      }
    }
  }

  @Override
  public synchronized CompletionStage<Result<TimestampLookup>> lookup(
      PartitionId id, OffsetSpec spec) {
    FakePartition partition = partitions.get(id);
    TimestampLookup found =
        switch (spec) {
          case OffsetSpec.Earliest earliest -> found(partition.startOffset());
          case OffsetSpec.Latest latest -> found(partition.endOffset());
          case OffsetSpec.AtTimestamp(long ms) ->
              partition
                  .firstAt(ms)
                  .map(FakeBroker::found)
                  .orElseGet(TimestampLookup.NoneSoLate::new);
          case OffsetSpec.MaxTimestamp max -> throw new UnsupportedOperationException();
        };
    return later(new CompletableFuture<>(), Result.ok(found));
  }

  private static TimestampLookup found(long offset) {
    return new TimestampLookup.Found(offset, 0, LeaderEpoch.NONE);
  }

  @Override
  public CompletionStage<Result<Bounds>> bounds(PartitionId partition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Result<Long>> deleteRecords(PartitionId id, long beforeOffset) {
    throw new UnsupportedOperationException();
  }
}
