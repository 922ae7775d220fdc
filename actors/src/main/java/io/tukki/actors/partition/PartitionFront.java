package io.tukki.actors.partition;

import io.tukki.actors.partition.PartitionCommand.Append;
import io.tukki.actors.partition.PartitionCommand.AwaitData;
import io.tukki.actors.partition.PartitionCommand.CheckIdle;
import io.tukki.actors.partition.PartitionCommand.Delete;
import io.tukki.actors.partition.PartitionCommand.Drain;
import io.tukki.actors.partition.PartitionCommand.Drained;
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
import io.tukki.core.cluster.TopicConfig;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.PartitionLog;
import io.tukki.core.partition.Verdict;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
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
 * group-commits: while one round is being persisted it collects what comes, then hands all of it
 * over at once. It answers whoever waits, come what may: done, refused, or too late.
 */
final class PartitionFront extends ExtensibleBehavior<PartitionCommand> {

  /** For what fails beside the actor; its own logger is for its own thread. */
  private static final Logger LOG = LoggerFactory.getLogger(PartitionFront.class);

  private final Self self;
  private final PartitionLog log;
  private final AppendQueue appends;
  private final WaitingFetches fetches;
  private final Backoff backoff;
  private final HighWatermarkWatch highWatermark;
  private final Ticks ticks;

  private WriterChild writer = new WriterChild.Down(Refusals.stopping());
  private Optional<TopicConfig> applied = Optional.empty();
  private long lastAppendNanos = System.nanoTime();
  private long roundBytes;
  private boolean roundRequested;
  private Departure departure = Departure.NONE;

  /** Whether and why this entity is about to end. */
  private enum Departure {
    NONE,
    /** Asked the shard to be stopped; until it answers, those who still come are served. */
    ASKED,
    STOPPING,
    DELETING
  }

  private PartitionFront(Self self, PartitionLog log) {
    PartitionSettings settings = self.node().settings();
    this.self = self;
    this.log = log;
    this.appends = new AppendQueue(settings.appends());
    this.fetches = new WaitingFetches(settings.fetches().maxWaiting());
    this.backoff = new Backoff(settings.lifecycle().restart());
    this.highWatermark = HighWatermarkWatch.start(log, self.ref());
    this.ticks = new Ticks(self.timers(), settings.lifecycle().deadlineCheckInterval());
  }

  static Behavior<PartitionCommand> start(Self self, PartitionLog log) {
    PartitionFront front = new PartitionFront(self, log);
    front.applyConfig();
    front.startWriter();
    self.route().attach(new LivePartition(self.ref(), log));
    front.checkIdleAfter(self.node().settings().lifecycle().idleTimeout());
    return front;
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
      case ChildFailed failed -> onWriterFailed(failed.getCause());
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
      case Informed late -> this;
      case LogOpened late -> this;
      case LogRefused late -> this;
    };
  }

  // ---- appends ----

  private Behavior<PartitionCommand> onAppend(Append append) {
    if (departing()) {
      append.replyTo().refuse(Refusals.stopping());
    } else if (writer instanceof WriterChild.Down(var refusal)) {
      append.replyTo().refuse(refusal);
    } else {
      lastAppendNanos = System.nanoTime();
      appends.add(append);
      ticks.ensure();
      requestRound();
    }
    return this;
  }

  /**
   * Behind what is in the mailbox already: a round costs much the same for one append as for many,
   * and callers come in bursts.
   */
  private void requestRound() {
    if (writer instanceof WriterChild.Idle && !roundRequested) {
      roundRequested = true;
      self.ref().tell(new StartRound());
    }
  }

  private Behavior<PartitionCommand> onStartRound() {
    roundRequested = false;
    startRound();
    return this;
  }

  private void startRound() {
    if (writer instanceof WriterChild.Idle idle && appends.hasWaiting()) {
      Optional<TopicImage> topic = applyConfig();
      if (topic.isEmpty()) {
        appends.refuseWaiting(unknownTopic());
        return;
      }
      List<RecordBatch> batches = batches(appends.startRound(System.nanoTime()));
      if (!batches.isEmpty()) {
        writer = idle.write(batches, topic.get().config().timestampType());
      }
    }
  }

  private List<RecordBatch> batches(List<Append> round) {
    roundBytes = 0;
    RecordBatch[] batches = new RecordBatch[round.size()];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = round.get(i).batch();
      roundBytes += batches[i].sizeBytes();
    }
    return List.of(batches);
  }

  private Behavior<PartitionCommand> onRoundDone(List<Verdict> verdicts) {
    if (writer instanceof WriterChild.Persisting persisting) {
      writer = persisting.done();
      backoff.reset();
      fetches.appended(roundBytes);
      List<Append> done = appends.endRound();
      startRound();
      if (departing()) {
        finishWriter();
      }
      // The next round is on its way while this one's callers are told.
      appends.answer(done, verdicts, log.highWatermark(), log.logStartOffset());
      onHighWatermark();
    }
    return this;
  }

  /** What the topic says takes effect with the next round; its storage is told once per change. */
  private Optional<TopicImage> applyConfig() {
    Optional<TopicImage> topic = self.node().topicOf(self.partition());
    topic
        .map(TopicImage::config)
        .filter(config -> !applied.equals(Optional.of(config)))
        .ifPresent(
            config -> {
              applied = Optional.of(config);
              log.configure(config.log());
            });
    return topic;
  }

  // ---- waiting ----

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
    highWatermark.needed(!fetches.isEmpty() || appends.hasUncommitted());
    long now = log.highWatermark();
    if (appends.hasUncommitted()) {
      appends.committed(now, log.logStartOffset());
    }
    if (!fetches.isEmpty()) {
      fetches.wake(now);
    }
    return this;
  }

  private Behavior<PartitionCommand> onTick() {
    ticks.ticked();
    long now = System.nanoTime();
    fetches.expire(now, log.highWatermark());
    appends.expire(now);
    if (!appends.isEmpty()) {
      ticks.ensure();
    }
    fetches.earliestDeadlineNanos().ifPresent(ticks::ensureBy);
    return this;
  }

  // ---- the writer ----

  private void startWriter() {
    PartitionSettings settings = self.node().settings();
    var owner = new PartitionWriter.Owner(self.partition(), log, self.ref());
    var child =
        self.context()
            .spawnAnonymous(
                PartitionWriter.create(owner, settings, self.node().clock()),
                DispatcherSelector.sameAsParent());
    self.context().watch(child);
    writer = new WriterChild.Recovering(child);
  }

  private Behavior<PartitionCommand> onWriterReady() {
    if (writer instanceof WriterChild.Recovering recovering) {
      writer = recovering.recovered();
      startRound();
      if (departing()) {
        finishWriter();
      }
    }
    return this;
  }

  private Behavior<PartitionCommand> onWriterFailed(Throwable cause) {
    Refusal refusal = Refusals.of(cause);
    writer = new WriterChild.Down(refusal);
    Duration again = backoff.next();
    self.context()
        .getLog()
        .warn(
            "Partition {} takes no appends, next attempt in {} ms: {}",
            self.partition(),
            again.toMillis(),
            refusal.message());
    Behavior<PartitionCommand> next = this;
    if (departing()) {
      next = releaseLog();
    } else if (refusal instanceof Refusal.NotLeader) {
      self.route().detach(self.ref());
      stepAside();
    } else {
      self.timers().startSingleTimer(new Retry(), again);
    }
    // Last, so that whoever asks again at once finds things as they are now.
    appends.refuseUnwritten(refusal);
    return next;
  }

  private Behavior<PartitionCommand> onRetry() {
    if (writer instanceof WriterChild.Down && !departing()) {
      startWriter();
    }
    return this;
  }

  /** Unless it is about to stop: then whoever called calls again. */
  private Behavior<PartitionCommand> onWake(Wake wake) {
    if (departure == Departure.NONE) {
      self.route().attach(new LivePartition(self.ref(), log));
      self.introduceTo(wake);
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
        lastAppendNanos - self.route().lastReadNanos() > 0
            ? lastAppendNanos
            : self.route().lastReadNanos();
    Duration left = timeout.minusNanos(System.nanoTime() - lastUse);
    if (left.isPositive()) {
      checkIdleAfter(left);
    } else if (!appends.isEmpty() || !fetches.isEmpty()) {
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
    if (departing()) {
      return this;
    }
    departure = why;
    self.route().detach(self.ref());
    fetches.refuseAll(refusal);
    if (why == Departure.DELETING) {
      appends.refuseWaiting(refusal);
    }
    startRound();
    return switch (writer) {
      case WriterChild.Idle idle -> finishWriter();
      case WriterChild.Down down -> releaseLog();
      // These end by themselves, and go on from there.
      case WriterChild.Recovering(var child) -> {
        if (appends.isEmpty()) {
          self.context().stop(child);
        }
        yield this;
      }
      case WriterChild.Persisting persisting -> this;
      case WriterChild.Finishing finishing -> this;
    };
  }

  /** Once it is idle: what was accepted is persisted first. */
  private Behavior<PartitionCommand> finishWriter() {
    if (writer instanceof WriterChild.Idle idle) {
      writer = idle.finish();
    }
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
    appends.refuseWaiting(Refusals.stopping());
    appends.giveUp();
    fetches.refuseAll(Refusals.stopping());
    self.leaveRoute();
    return this;
  }

  private Refusal unknownTopic() {
    return new Refusal.UnknownTopic(self.partition().topic().toString());
  }
}
