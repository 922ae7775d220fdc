package io.tukki.actors.partition;

import io.tukki.actors.partition.Caller.Appending;
import io.tukki.actors.partition.Caller.Asking;
import io.tukki.actors.partition.Caller.Reading;
import io.tukki.actors.partition.Joined.First;
import io.tukki.actors.partition.Joined.Found;
import io.tukki.actors.partition.Joined.Queued;
import io.tukki.actors.partition.Joined.Refused;
import io.tukki.actors.partition.PartitionCommand.Append;
import io.tukki.actors.partition.RouteState.Asleep;
import io.tukki.actors.partition.RouteState.Settled;
import io.tukki.actors.partition.RouteState.Settling;
import io.tukki.actors.partition.RouteState.Unavailable;
import io.tukki.actors.partition.RouteState.Waking;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * How callers on this node reach one partition. Cluster Sharding decides where its entity lives and
 * starts it, but no request travels through sharding's actors: while it is not known where the
 * partition is led, callers wait here in order; then they talk to its front directly, or to the
 * server of the node that leads it.
 *
 * <pre>
 *   Asleep --caller--> Waking --found--> Settling --all answered--> Settled
 *      ^                 |  ^                                          |
 *      |                 |  +----------------refused there-------------+
 *      |                 v                                             |
 *      +---detach-- Unavailable: the entity runs, its log cannot       |
 *      |            be opened                                          |
 *      +-----------------detach, lost----------------------------------+
 * </pre>
 *
 * <p><b>Order.</b> An append that was surely not stored where it was sent comes back and waits here
 * again, in its old place. So nothing is sent to a new leader before everything that was sent to
 * the old one is answered or back: that is Settling. In ordinary life nothing is under way then.
 *
 * <p>Thread-safe. Changes of state take the lock; callers of a settled partition take none.
 */
final class PartitionRoute {

  private final EntityId entity;
  private final KnownTerms terms;
  private final RouteWaker waker;
  private final int maxCallers;
  private final AppendBudget budget;
  private final AtomicLong nextOrdinal = new AtomicLong();
  private final AtomicInteger sending = new AtomicInteger();
  private final RouteEnd end = new RouteEnd();
  private final Disappointments disappointments = new Disappointments();
  private volatile RouteState state = new Asleep();

  private volatile long lastReadNanos = System.nanoTime();

  PartitionRoute(EntityId entity, RouteWaker waker, PartitionSettings settings) {
    this.entity = entity;
    this.terms = new KnownTerms(entity);
    this.waker = waker;
    PartitionSettings.Appends bounds = settings.appends();
    this.budget = new AppendBudget(bounds.maxWaiting(), bounds.maxWaitingBytes(), this::answered);
    this.maxCallers = bounds.maxWaiting() + settings.fetches().maxWaiting();
  }

  EntityId entity() {
    return entity;
  }

  // ---- appends ----

  /** Empty where the image does not know the partition. */
  Optional<AppendTerms> termsIn(ClusterImage image) {
    return terms.in(image);
  }

  /** What waits for an answer from this partition. */
  AppendBudget budget() {
    return budget;
  }

  /** An append's place among those of this node. */
  long nextOrdinal() {
    return nextOrdinal.getAndIncrement();
  }

  void append(Append append) {
    sending.incrementAndGet();
    try {
      if (state instanceof Settled(var home)) {
        home.append(append);
        return;
      }
    } finally {
      sending.decrementAndGet();
    }
    call(new Appending(append));
  }

  /** For another node's caller, who takes no turn here; false where no front runs. */
  boolean appendHere(Append append) {
    sending.incrementAndGet();
    try {
      Optional<LivePartition> live = ledHere();
      live.ifPresent(partition -> partition.front().tell(append));
      return live.isPresent();
    } finally {
      sending.decrementAndGet();
    }
  }

  /**
   * Whether someone may still be about to tell the front that was detached something. Once this is
   * false after {@link #detach}, whatever was sent to it is in its mailbox.
   */
  boolean isSending() {
    return sending.get() != 0;
  }

  /**
   * Back from where it was sent, and not stored there; or stored, but then the partition will know
   * it again. It goes to wherever the partition is led now.
   */
  void again(Append append) {
    Joined joined;
    synchronized (this) {
      disappointments.another();
      if (state instanceof Settled) {
        // Only where it was sent can have refused it: while anything is under way nothing settles.
        state = new Asleep();
      }
      joined = join(new Appending(append), Integer.MAX_VALUE);
    }
    tell(joined, new Appending(append));
  }

  /** An append of this node was answered, and gave back what it took of the {@link #budget}. */
  private void answered() {
    if (state instanceof Settling) {
      synchronized (this) {
        settle();
      }
    }
  }

  /** How often in a row something was sent to a leader that was none. */
  Disappointments disappointments() {
    return disappointments;
  }

  // ---- other callers ----

  /** Where the partition is led, as soon as that is known; refused where it is not in time. */
  CompletionStage<Result<Home>> home(long deadlineNanos) {
    noteRead();
    if (state instanceof Settled(var home)) {
      return CompletableFuture.completedFuture(Result.ok(home));
    }
    Promise<Home> promise = new Promise<>();
    call(new Reading(promise, deadlineNanos));
    return promise;
  }

  /** The partition, if it is led on this node now. */
  Optional<LivePartition> ledHere() {
    return state.knownHome().orElse(null) instanceof Home.Here(var live)
        ? Optional.of(live)
        : Optional.empty();
  }

  /** Whether its entity runs on this node. */
  boolean hasFront() {
    return state.runningFront().isPresent();
  }

  /** Whether another node is known to lead it. */
  boolean isLedElsewhere() {
    return state.knownHome().filter(Home.Elsewhere.class::isInstance).isPresent();
  }

  /** Finds out where it is led, unless somebody waits for that already. */
  void lookFor(long deadlineNanos) {
    if (state instanceof Asleep) {
      call(new Reading(new Promise<>(), deadlineNanos));
    }
  }

  /** Whoever reads keeps the partition awake. */
  void noteRead() {
    lastReadNanos = System.nanoTime();
  }

  void call(Caller caller) {
    Joined joined;
    synchronized (this) {
      joined = join(caller, maxCallers);
    }
    tell(joined, caller);
  }

  /** The caller is told when the lock is released, since its own code may run then. */
  private void tell(Joined joined, Caller caller) {
    switch (joined) {
      case Queued() -> {}
      case First() -> waker.wake(this);
      case Found(var home) when caller instanceof Asking asking -> asking.found(home);
      case Found found -> throw new IllegalStateException("appends are handed over in order");
      case Refused(var refusal) -> caller.refused(refusal);
    }
  }

  /** Guarded by the lock. */
  private Joined join(Caller caller, int bound) {
    return switch (state) {
      case Settled(var home) when caller instanceof Appending(var append) -> {
        home.append(append);
        yield new Queued();
      }
      case Settled(var home) -> new Found(home);
      case Settling(var home, var callers) when caller instanceof Appending -> {
        callers.add(caller);
        settle();
        yield new Queued();
      }
      case Settling(var home, var callers) -> new Found(home);
      case Unavailable unavailable -> new Refused(unavailable.refusal());
      case Waking(var callers) when callers.size() >= bound ->
          new Refused(new Refusal.Overloaded("Too many requests wait for the partition to start."));
      case Waking(var callers) -> {
        callers.add(caller);
        yield new Queued();
      }
      case Asleep asleep when end.reason().isPresent() -> new Refused(end.reason().get());
      case Asleep asleep -> {
        state = new Waking(WaitingCallers.of(caller));
        yield new First();
      }
    };
  }

  /** Hands over what waited, once nothing is under way elsewhere. Guarded by the lock. */
  private void settle() {
    if (state instanceof Settling(var home, var callers) && budget.waiting() <= callers.appends()) {
      for (var next = callers.nextAppend(); next.isPresent(); next = callers.nextAppend()) {
        home.append(next.get().append());
      }
      state = new Settled(home);
    }
  }

  // ---- the waker ----

  boolean isWaking() {
    return state instanceof Waking;
  }

  boolean hasCallers() {
    return state instanceof Waking || state instanceof Settling;
  }

  /** Refuses callers whose time is up; asleep again when nobody is left. */
  void expire(long nowNanos) {
    List<Caller> late;
    Refusal timedOut;
    synchronized (this) {
      WaitingCallers callers = state.waiting();
      late = callers.takeLate(nowNanos);
      timedOut = callers.timedOut();
      if (state instanceof Waking && callers.isEmpty()) {
        state = new Asleep();
      }
    }
    late.forEach(caller -> caller.refused(timedOut));
  }

  // ---- where the partition is ----

  /** From now on callers go there; those who waited are first. */
  void found(Home home) {
    List<Asking> asking;
    synchronized (this) {
      if (state.equals(new Settled(home))) {
        return;
      }
      WaitingCallers callers = state.waiting();
      asking = callers.takeAsking();
      state = new Settling(home, callers);
      settle();
    }
    if (state instanceof Settling) {
      waker.watch(this);
    }
    asking.forEach(caller -> caller.found(home));
  }

  /** Another node says that it leads; what a front of this node says is worth more. */
  void foundElsewhere(Home.Elsewhere home) {
    RouteState now = state;
    if (now.runningFront().isEmpty() && !now.knownHome().equals(Optional.of(home))) {
      found(home);
    }
  }

  /** It is not led there, or no more. */
  void lost(Home home) {
    boolean waiting = false;
    synchronized (this) {
      if (state.knownHome().equals(Optional.of(home))) {
        waiting = leaveHome();
      }
    }
    if (waiting) {
      waker.wake(this);
    }
  }

  /** Answers whether somebody waits to be told another. Guarded by the lock. */
  private boolean leaveHome() {
    WaitingCallers callers = state.waiting();
    state = callers.isEmpty() ? new Asleep() : new Waking(callers);
    return !callers.isEmpty();
  }

  /** Whoever waits must wait longer, because of this. */
  void delayed(Refusal why) {
    List<Asking> asking = List.of();
    synchronized (this) {
      if (state instanceof Waking(var callers)) {
        asking = callers.delayed(why);
      }
    }
    asking.forEach(caller -> caller.delayed(why));
  }

  /** There is no point in waiting; the next caller may try again. */
  void unavailable(Refusal refusal) {
    stopWaiting(new Asleep(), refusal);
  }

  /**
   * The front is there but its log is not; callers get this answer until it attaches or detaches.
   */
  void refuse(ActorRef<PartitionCommand> front, Refusal refusal) {
    stopWaiting(new Unavailable(front, refusal), refusal);
  }

  private void stopWaiting(RouteState next, Refusal refusal) {
    List<Caller> refused;
    synchronized (this) {
      refused = state instanceof Waking(var callers) ? callers.takeAll() : List.of();
      if (state instanceof Waking || next instanceof Unavailable) {
        state = next;
      }
    }
    refused.forEach(caller -> caller.refused(refusal));
  }

  /**
   * The partition is gone for good. Entities that are woken from now on know another route, so that
   * whoever waits here, or still comes, would wait for nothing.
   */
  void close(Refusal refusal) {
    end.come(refusal);
    stopWaiting(new Asleep(), refusal);
  }

  /** Whether the partition is gone, and what its callers are told then. */
  RouteEnd end() {
    return end;
  }

  // ---- the partition's front ----

  void attach(LivePartition partition) {
    found(new Home.Here(partition));
  }

  /** The front is about to stop, if it is still this one; the next caller wakes another. */
  void detach(ActorRef<PartitionCommand> front) {
    boolean waiting = false;
    synchronized (this) {
      if (state.runningFront().equals(Optional.of(front))) {
        waiting = leaveHome();
      }
    }
    if (waiting) {
      waker.wake(this);
    }
  }

  /** Tells the front that runs here, if one does. */
  boolean tell(PartitionCommand command) {
    Optional<ActorRef<PartitionCommand>> front = state.runningFront();
    front.ifPresent(running -> running.tell(command));
    return front.isPresent();
  }

  long lastReadNanos() {
    return lastReadNanos;
  }
}
