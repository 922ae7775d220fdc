package io.tukki.actors.partition;

import io.tukki.actors.partition.PartitionCommand.Append;
import io.tukki.actors.partition.PartitionCommand.AwaitData;
import io.tukki.actors.partition.PartitionCommand.CheckIdle;
import io.tukki.actors.partition.PartitionCommand.Delete;
import io.tukki.actors.partition.PartitionCommand.Drain;
import io.tukki.actors.partition.PartitionCommand.Drained;
import io.tukki.actors.partition.PartitionCommand.DrainedLongEnough;
import io.tukki.actors.partition.PartitionCommand.HighWatermarkMoved;
import io.tukki.actors.partition.PartitionCommand.Informed;
import io.tukki.actors.partition.PartitionCommand.LogOpened;
import io.tukki.actors.partition.PartitionCommand.LogRefused;
import io.tukki.actors.partition.PartitionCommand.Retry;
import io.tukki.actors.partition.PartitionCommand.RoundDone;
import io.tukki.actors.partition.PartitionCommand.StartRound;
import io.tukki.actors.partition.PartitionCommand.Stop;
import io.tukki.actors.partition.PartitionCommand.Tick;
import io.tukki.actors.partition.PartitionCommand.Wake;
import io.tukki.actors.partition.PartitionCommand.WriterReady;
import io.tukki.actors.partition.PartitionEntity.Self;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.PartitionLog;
import io.tukki.core.partition.Verdict;
import io.tukki.core.result.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition's entity at work. It keeps the queue that the event-sourced writer must not have, and
 * group-commits in {@link Rounds}. It answers whoever waits, come what may: done, refused, or too
 * late.
 *
 * <p>Callers come once this node leads the log. Before, its high watermark may lie below what an
 * earlier leader has shown; a log that has no other replica has had no other leader.
 */
final class PartitionFront extends ExtensibleBehavior<PartitionCommand> {

  /** For what fails beside the actor; its own logger is for its own thread. */
  private static final Logger LOG = LoggerFactory.getLogger(PartitionFront.class);

  private final Self self;
  private final PartitionLog log;
  private final Rounds rounds;
  private final WaitingFetches fetches;
  private final HighWatermarkWatch highWatermark;
  private final Ticks ticks;

  private boolean open;
  private Departure departure = Departure.NONE;

  /** Whether and why this entity is about to end. */
  private enum Departure {
    NONE,
    /** Asked the shard to be stopped; until it answers, those who still come are served. */
    ASKED,
    /** Nobody comes any more; what was accepted is written, and waits to be committed. */
    STOPPING,
    DELETING
  }

  private PartitionFront(Self self, PartitionLog log) {
    PartitionSettings settings = self.node().settings();
    this.self = self;
    this.log = log;
    this.rounds = new Rounds(self, log);
    this.fetches = new WaitingFetches(settings.fetches().maxWaiting());
    this.highWatermark = HighWatermarkWatch.start(log, self.ref());
    this.ticks = new Ticks(self.timers(), settings.lifecycle().deadlineCheckInterval());
  }

  static Behavior<PartitionCommand> start(Self self, PartitionLog log) {
    PartitionFront front = new PartitionFront(self, log);
    front.rounds.startWriter();
    if (self.isOnlyReplica()) {
      front.openToCallers();
    }
    front.checkIdleAfter(self.node().settings().lifecycle().idleTimeout());
    return front;
  }

  private void openToCallers() {
    open = true;
    self.route().attach(new LivePartition(self.ref(), log));
  }

  @Override
  public Behavior<PartitionCommand> receive(
      TypedActorContext<PartitionCommand> context, PartitionCommand command) {
    return onCommand(command);
  }

  @Override
  public Behavior<PartitionCommand> receiveSignal(
      TypedActorContext<PartitionCommand> context, Signal signal) {
    return switch (signal) {
      case ChildFailed failed -> onWriterFailed(ReignEnd.of(failed.getCause()));
      case Terminated terminated -> onWriterFinished();
      case PostStop stop -> onPostStop();
      default -> Behaviors.unhandled();
    };
  }

  private Behavior<PartitionCommand> onCommand(PartitionCommand command) {
    return switch (command) {
      case Append append -> onAppend(append);
      case StartRound start -> onStartRound();
      case RoundDone(var verdicts) -> onRoundDone(verdicts);
      case AwaitData request -> onAwaitData(request);
      case HighWatermarkMoved moved -> onHighWatermark();
      case Tick tick -> onTick();
      case WriterReady ready -> onWriterReady();
      case Retry retry -> onRetry();
      case CheckIdle check -> onCheckIdle();
      case Wake wake -> onWake(wake);
      case Delete delete -> depart(Departure.DELETING, unknownTopic());
      case Stop stop -> onDrain();
      case Drain drain -> onDrain();
      case Drained drained -> depart(Departure.STOPPING, Refusals.stopping());
      case DrainedLongEnough late -> onDrainedLongEnough();
      case Informed late -> this;
      case LogOpened late -> this;
      case LogRefused late -> this;
    };
  }

  // ---- callers ----

  private Behavior<PartitionCommand> onAppend(Append append) {
    if (departing()) {
      append.replyTo().refuse(Refusals.stopping());
    } else {
      rounds.add(append);
      ticks.ensure();
    }
    return this;
  }

  private Behavior<PartitionCommand> onStartRound() {
    rounds.startRequested();
    return this;
  }

  private Behavior<PartitionCommand> onRoundDone(List<Verdict> verdicts) {
    fetches.appended(rounds.done(verdicts));
    return onHighWatermark();
  }

  private Behavior<PartitionCommand> onAwaitData(AwaitData request) {
    if (departing()) {
      request.replyTo().refuse(Refusals.stopping());
    } else {
      highWatermark.needed(true);
      fetches.park(request, log.highWatermark());
      ticks.ensureBy(request.deadlineNanos());
    }
    return this;
  }

  private Behavior<PartitionCommand> onHighWatermark() {
    highWatermark.alsoHeldBy(rounds.demandedReplicas());
    highWatermark.needed(!fetches.isEmpty() || rounds.hasUncommitted());
    if (rounds.hasUncommitted()) {
      rounds.committed();
    }
    if (!fetches.isEmpty()) {
      fetches.wake(log.highWatermark());
    }
    finishIfDone();
    return this;
  }

  private Behavior<PartitionCommand> onTick() {
    ticks.ticked();
    long now = System.nanoTime();
    fetches.expire(now, log.highWatermark());
    rounds.expire(now);
    if (!rounds.isEmpty()) {
      ticks.ensure();
    }
    fetches.earliestDeadlineNanos().ifPresent(ticks::ensureBy);
    finishIfDone();
    return rounds.isOutdated() && !departing()
        ? onWriterFailed(new ReignEnd.Deposed(Refusals.replaced()))
        : this;
  }

  /** Unless it is about to stop: then whoever called calls again. */
  private Behavior<PartitionCommand> onWake(Wake wake) {
    if (departure == Departure.NONE) {
      if (open) {
        openToCallers();
      }
      self.introduceTo(wake);
    }
    return this;
  }

  // ---- the writer ----

  private Behavior<PartitionCommand> onWriterReady() {
    rounds.writerReady();
    if (departure == Departure.NONE && !open) {
      openToCallers();
    }
    finishIfDone();
    return this;
  }

  private Behavior<PartitionCommand> onWriterFailed(ReignEnd end) {
    rounds.writerFailed(end);
    Behavior<PartitionCommand> next = this;
    if (departing() && rounds.isWithoutWriter()) {
      next = releaseLog();
    } else {
      tellRoute(end);
    }
    // Last, so that whoever asks again at once finds things as they are now.
    rounds.refuseUnwritten(end);
    return next;
  }

  private void tellRoute(ReignEnd end) {
    switch (end) {
      case ReignEnd.Vacated vacated -> {}
      case ReignEnd.Deposed(var why) -> {
        self.context()
            .getLog()
            .info("Partition {} is not led here any more: {}", self.partition(), why.message());
        self.route().disappointments().patience();
        self.route().detach(self.ref());
        if (departure == Departure.NONE) {
          stepAside();
        }
      }
      case ReignEnd.WithoutMajority(var why) -> self.route().delayed(why);
      case ReignEnd.Failed(var refusal) -> {
        if (!open) {
          self.route().refuse(self.ref(), refusal);
        }
      }
    }
  }

  private Behavior<PartitionCommand> onRetry() {
    if (!departing() && departure != Departure.ASKED) {
      rounds.retry();
    }
    return this;
  }

  // ---- departure ----

  private boolean departing() {
    return departure == Departure.STOPPING || departure == Departure.DELETING;
  }

  private void checkIdleAfter(Duration delay) {
    self.timers().startSingleTimer(new CheckIdle(), delay);
  }

  private Behavior<PartitionCommand> onCheckIdle() {
    Duration timeout = self.node().settings().lifecycle().idleTimeout();
    long lastUse =
        rounds.lastAppendNanos() - self.route().lastReadNanos() > 0
            ? rounds.lastAppendNanos()
            : self.route().lastReadNanos();
    Duration left = timeout.minusNanos(System.nanoTime() - lastUse);
    if (left.isPositive()) {
      checkIdleAfter(left);
    } else if (!rounds.isEmpty() || !fetches.isEmpty()) {
      checkIdleAfter(timeout);
    } else if (departure == Departure.NONE) {
      return stepAside();
    }
    return this;
  }

  /** The shard will stop this entity; until then it serves. */
  private Behavior<PartitionCommand> stepAside() {
    departure = Departure.ASKED;
    self.shard().tell(new ClusterSharding.Passivate<>(self.ref()));
    return this;
  }

  /**
   * Whoever found this front before it was detached is still served, so that no append is refused,
   * or overtaken by a later one to the next front, because a partition falls asleep or moves.
   */
  private Behavior<PartitionCommand> onDrain() {
    self.route().detach(self.ref());
    self.ref().tell(self.route().isSending() ? new Drain() : new Drained());
    return this;
  }

  private Behavior<PartitionCommand> depart(Departure why, Refusal refusal) {
    if (departure == Departure.DELETING || (departing() && why == Departure.STOPPING)) {
      return this;
    }
    departure = why;
    self.route().detach(self.ref());
    fetches.refuseAll(refusal);
    if (why == Departure.DELETING) {
      rounds.refuseWaiting(refusal);
    }
    rounds.start();
    if (rounds.isWithoutWriter()) {
      return releaseLog();
    }
    self.timers()
        .startSingleTimer(
            new DrainedLongEnough(), self.node().settings().lifecycle().drainTimeout());
    finishIfDone();
    return this;
  }

  /**
   * Whoever leads next need not be waited for: what is committed by then is answered here, and what
   * is not would have an outcome that nobody knows.
   */
  private void finishIfDone() {
    if (departure == Departure.DELETING || (departure == Departure.STOPPING && rounds.isDone())) {
      rounds.finish();
    }
  }

  private Behavior<PartitionCommand> onDrainedLongEnough() {
    if (rounds.isWithoutWriter() || rounds.isRecovering()) {
      return releaseLog();
    }
    rounds.finish();
    return this;
  }

  private Behavior<PartitionCommand> onWriterFinished() {
    return departing() ? releaseLog() : this;
  }

  /**
   * Nobody waits for it: closing flushes, which takes its time, and whoever opens the log next
   * comes behind it in the storage.
   */
  private Behavior<PartitionCommand> releaseLog() {
    PartitionId partition = self.partition();
    CompletionStage<Void> released =
        departure == Departure.DELETING
            ? self.node().logs().delete(partition)
            : self.node().logs().close(partition);
    released.exceptionally(
        failure -> {
          LOG.warn("The log of partition {} could not be let go of", partition, failure);
          return null;
        });
    return Behaviors.stopped();
  }

  private Behavior<PartitionCommand> onPostStop() {
    highWatermark.stop();
    self.route().detach(self.ref());
    rounds.giveUp();
    fetches.refuseAll(Refusals.stopping());
    self.leaveRoute();
    return this;
  }

  private Refusal unknownTopic() {
    return new Refusal.UnknownTopic(self.partition().topic().toString());
  }
}
