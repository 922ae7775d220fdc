package io.tukki.actors.partition;

import io.tukki.actors.partition.PartitionCommand.Append;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.TopicConfig;
import io.tukki.core.id.PartitionId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * How callers on this node reach one partition. Cluster Sharding decides where its entity lives and
 * starts it, but no request travels through sharding's actors: while the entity sleeps, callers
 * wait here in order; once it runs, they talk to it directly.
 *
 * <pre>
 *   Asleep --caller--> Waking --attach--> Live --detach--> Asleep
 *                        |  ^               |
 *                        |  +----caller-----|-- Unavailable: the entity runs, its log cannot be opened
 *                        +------refuse------+
 * </pre>
 *
 * <p>Thread-safe. Changes of state take the lock; callers of a live partition take none, which
 * keeps the order of one caller's appends all the same: what waited is handed over before the state
 * says Live.
 */
final class PartitionRoute {

  /** Somebody who waits for the partition to be live. */
  private sealed interface Caller {
    long deadlineNanos();

    void live(LivePartition partition);

    void refused(Refusal refusal);
  }

  private record Appending(Append append) implements Caller {
    @Override
    public long deadlineNanos() {
      return append.deadlineNanos();
    }

    @Override
    public void live(LivePartition partition) {
      partition.front().tell(append);
    }

    @Override
    public void refused(Refusal refusal) {
      append.replyTo().refuse(refusal);
    }
  }

  private record Reading(Promise<LivePartition> promise, long deadlineNanos) implements Caller {
    @Override
    public void live(LivePartition partition) {
      promise.tell(Result.ok(partition));
    }

    @Override
    public void refused(Refusal refusal) {
      promise.refuse(refusal);
    }
  }

  private sealed interface State {}

  private record Asleep() implements State {}

  private record Waking(Queue<Caller> callers) implements State {}

  private record Live(LivePartition partition) implements State {}

  /** The entity tries again by itself; until then this is the answer. */
  private record Unavailable(ActorRef<PartitionCommand> front, Refusal refusal) implements State {}

  /** Calls the entity, again and again while it is {@link #isWaking()}. */
  @FunctionalInterface
  interface Waker {
    void wake(PartitionRoute route);
  }

  /**
   * What an append must know of its partition, as one image has it. Kept from append to append,
   * since looking it up in the image's trees costs as much as checking a small batch.
   */
  record Place(ClusterImage image, TopicConfig config, int replicas) {}

  private final EntityId entity;
  private final Waker waker;
  private final int maxCallers;
  private final AppendBudget budget;
  private final AtomicInteger sending = new AtomicInteger();
  private volatile State state = new Asleep();

  /** Guarded by the lock: why nobody is woken any more. */
  private Optional<Refusal> closed = Optional.empty();

  private volatile Optional<Place> place = Optional.empty();
  private volatile long lastReadNanos = System.nanoTime();

  PartitionRoute(EntityId entity, Waker waker, PartitionSettings settings) {
    this.entity = entity;
    this.waker = waker;
    PartitionSettings.Appends bounds = settings.appends();
    this.budget = new AppendBudget(bounds.maxWaiting(), bounds.maxWaitingBytes());
    this.maxCallers = bounds.maxWaiting() + settings.fetches().maxWaiting();
  }

  EntityId entity() {
    return entity;
  }

  /** What waits for an answer from this partition. */
  AppendBudget budget() {
    return budget;
  }

  // ---- callers ----

  /** Empty where the image does not know the partition. */
  @SuppressWarnings("ReferenceEquality") // whether it is the very image is the question
  Optional<Place> placeIn(ClusterImage image) {
    Optional<Place> known = place;
    if (known.isPresent() && known.get().image() == image) {
      return known;
    }
    PartitionId partition = entity.partition();
    Optional<Place> found =
        image
            .topic(partition.topic())
            .filter(topic -> topic.hasPartition(partition.partition()))
            .map(topic -> new Place(image, topic.config(), image.replicas(entity.shard()).size()));
    place = found;
    return found;
  }

  void append(Append append) {
    sending.incrementAndGet();
    try {
      if (state instanceof Live(var partition)) {
        partition.front().tell(append);
        return;
      }
    } finally {
      sending.decrementAndGet();
    }
    call(new Appending(append));
  }

  /**
   * Whether someone may still be about to tell the front that was detached something. Once this is
   * false after {@link #detach}, whatever was sent to it is in its mailbox.
   */
  boolean isSending() {
    return sending.get() != 0;
  }

  /** The partition, as soon as it is live; refused where it is not by the deadline. */
  CompletionStage<Result<LivePartition>> live(long deadlineNanos) {
    lastReadNanos = System.nanoTime();
    if (state instanceof Live(var partition)) {
      return CompletableFuture.completedFuture(Result.ok(partition));
    }
    Promise<LivePartition> promise = new Promise<>();
    call(new Reading(promise, deadlineNanos));
    return promise;
  }

  private void call(Caller caller) {
    switch (join(caller)) {
      case Queued() -> {}
      case First() -> waker.wake(this);
      case LiveNow(var partition) -> caller.live(partition);
      case Refused(var refusal) -> caller.refused(refusal);
    }
  }

  /** What a caller meets; it is told when the lock is released, since its own code may run then. */
  private sealed interface Joined {}

  private record Queued() implements Joined {}

  private record First() implements Joined {}

  private record LiveNow(LivePartition partition) implements Joined {}

  private record Refused(Refusal refusal) implements Joined {}

  private synchronized Joined join(Caller caller) {
    return switch (state) {
      case Live(var partition) -> new LiveNow(partition);
      case Unavailable unavailable -> new Refused(unavailable.refusal());
      case Waking(var callers) when callers.size() >= maxCallers ->
          new Refused(new Refusal.Overloaded("Too many requests wait for the partition to start."));
      case Waking(var callers) -> {
        callers.add(caller);
        yield new Queued();
      }
      case Asleep asleep when closed.isPresent() -> new Refused(closed.get());
      case Asleep asleep -> {
        state = new Waking(new ArrayDeque<>(List.of(caller)));
        yield new First();
      }
    };
  }

  // ---- the waker ----

  boolean isWaking() {
    return state instanceof Waking;
  }

  /** For the front that stops: its own end may have swallowed the call of those who wait. */
  void wakeIfWaiting() {
    if (isWaking()) {
      waker.wake(this);
    }
  }

  /** Refuses callers whose time is up; asleep again when nobody is left. */
  void expire(long nowNanos) {
    List<Caller> late = new ArrayList<>();
    synchronized (this) {
      if (state instanceof Waking(var callers)) {
        callers.removeIf(caller -> nowNanos - caller.deadlineNanos() >= 0 && late.add(caller));
        if (callers.isEmpty()) {
          state = new Asleep();
        }
      }
    }
    late.forEach(
        caller -> caller.refused(new Refusal.TimedOut("The partition did not start in time.")));
  }

  // ---- the partition's front ----

  /** From now on callers talk to the front; those who waited are first. */
  void attach(LivePartition partition) {
    List<Caller> readers = new ArrayList<>();
    synchronized (this) {
      if (state instanceof Waking(var callers)) {
        for (Caller caller : callers) {
          switch (caller) {
            case Appending appending -> appending.live(partition);
            case Reading reading -> readers.add(reading);
          }
        }
      }
      state = new Live(partition);
    }
    readers.forEach(reader -> reader.live(partition));
  }

  /**
   * The front is there but its log is not; callers get this answer until it attaches or detaches.
   */
  void refuse(ActorRef<PartitionCommand> front, Refusal refusal) {
    List<Caller> refused = new ArrayList<>();
    synchronized (this) {
      if (state instanceof Waking(var callers)) {
        refused.addAll(callers);
      }
      state = new Unavailable(front, refusal);
    }
    refused.forEach(caller -> caller.refused(refusal));
  }

  /**
   * The partition is gone for good. Entities that are woken from now on know another route, so that
   * whoever waits here, or still comes, would wait for nothing.
   */
  void close(Refusal refusal) {
    List<Caller> refused = new ArrayList<>();
    synchronized (this) {
      closed = Optional.of(refusal);
      if (state instanceof Waking(var callers)) {
        refused.addAll(callers);
        state = new Asleep();
      }
    }
    refused.forEach(caller -> caller.refused(refusal));
  }

  /** The front is about to stop, if it is still this one; the next caller wakes another. */
  synchronized void detach(ActorRef<PartitionCommand> front) {
    if (runningFront().filter(front::equals).isPresent()) {
      state = new Asleep();
    }
  }

  /** Tells the front that runs, if one does. */
  boolean tell(PartitionCommand command) {
    Optional<ActorRef<PartitionCommand>> front = runningFront();
    front.ifPresent(running -> running.tell(command));
    return front.isPresent();
  }

  private Optional<ActorRef<PartitionCommand>> runningFront() {
    return switch (state) {
      case Live(var partition) -> Optional.of(partition.front());
      case Unavailable unavailable -> Optional.of(unavailable.front());
      case Asleep asleep -> Optional.empty();
      case Waking waking -> Optional.empty();
    };
  }

  long lastReadNanos() {
    return lastReadNanos;
  }
}
