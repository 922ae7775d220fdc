package io.tukki.actors.partition;

import io.tukki.actors.partition.PartitionCommand.Append;
import io.tukki.actors.partition.PartitionCommand.Retry;
import io.tukki.actors.partition.PartitionCommand.StartRound;
import io.tukki.actors.partition.PartitionEntity.Self;
import io.tukki.core.cluster.TopicConfig;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.log.PartitionLog;
import io.tukki.core.partition.Verdict;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * The rounds in which a partition's appends are persisted, and the writer that persists them: while
 * one round is under way the next one gathers, and while earlier ones wait for their quorum the
 * next is persisted. Part of the {@link PartitionFront}, and used from there alone.
 */
final class Rounds {

  private final Self self;
  private final PartitionLog log;
  private final AppendQueue appends;
  private final Backoff backoff;

  private WriterChild writer = new WriterChild.Down(Refusals.stopping());
  private Optional<TopicConfig> applied = Optional.empty();
  private LeaderEpoch epoch = LeaderEpoch.NONE;
  private long lastAppendNanos = System.nanoTime();
  private long roundBytes;
  private boolean roundRequested;

  Rounds(Self self, PartitionLog log) {
    PartitionSettings settings = self.node().settings();
    this.self = self;
    this.log = log;
    this.appends = new AppendQueue(settings.appends());
    this.backoff = new Backoff(settings.lifecycle().restart());
    applyConfig();
  }

  long lastAppendNanos() {
    return lastAppendNanos;
  }

  boolean isEmpty() {
    return appends.isEmpty();
  }

  boolean hasUncommitted() {
    return appends.hasUncommitted();
  }

  /** Whether nothing is left to be written, nor to be committed. */
  boolean isDone() {
    return appends.isEmpty() && writer instanceof WriterChild.Idle;
  }

  // ---- appends ----

  void add(Append append) {
    if (writer instanceof WriterChild.Down(var refusal)) {
      append.replyTo().refuse(refusal);
    } else {
      lastAppendNanos = System.nanoTime();
      appends.add(append);
      request();
    }
  }

  /**
   * Behind what is in the mailbox already: a round costs much the same for one append as for many,
   * and callers come in bursts.
   */
  private void request() {
    if (writer instanceof WriterChild.Idle && !roundRequested) {
      roundRequested = true;
      self.ref().tell(new StartRound());
    }
  }

  void startRequested() {
    roundRequested = false;
    start();
  }

  void start() {
    if (writer instanceof WriterChild.Idle idle && appends.hasWaiting()) {
      Optional<TopicImage> topic = applyConfig();
      if (topic.isEmpty()) {
        appends.refuseWaiting(new Refusal.UnknownTopic(self.partition().topic().toString()));
        return;
      }
      refuseIfTooFewAreInSync();
      List<RecordBatch> batches = batches(appends.startRound(System.nanoTime()));
      if (!batches.isEmpty()) {
        writer = idle.write(batches, topic.get().config().timestampType());
      }
    }
  }

  /**
   * Who wants all and cannot have it now hears so before anything is written, rather than when its
   * time is up and its records are in the log all the same.
   */
  private void refuseIfTooFewAreInSync() {
    int demanded = demandedReplicas();
    if (demanded > 1) {
      int inSync = log.inSyncReplicas();
      if (inSync < demanded) {
        appends.refuseWhoWantsAll(new Refusal.NotEnoughReplicas(inSync, demanded));
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

  /**
   * The round is in the log of this node. The next one is on its way while this one's callers are
   * told.
   *
   * @return its bytes
   */
  long done(List<Verdict> verdicts) {
    if (!(writer instanceof WriterChild.Persisting persisting)) {
      return 0;
    }
    writer = persisting.done();
    backoff.reset();
    long bytes = roundBytes;
    List<Append> done = appends.endRound();
    start();
    appends.answer(done, verdicts, acknowledgedUpTo(), log.logStartOffset());
    return bytes;
  }

  /** Answers what is committed. */
  void committed() {
    appends.committed(acknowledgedUpTo(), log.logStartOffset());
  }

  /**
   * What {@code acks=all} promises: a majority of the voters has it, and as many as the topic
   * demands, which may be more.
   */
  private long acknowledgedUpTo() {
    int demanded = demandedReplicas();
    return demanded <= 1
        ? log.highWatermark()
        : Math.min(log.highWatermark(), log.heldBy(demanded));
  }

  /** {@code min.insync.replicas} of the topic. */
  int demandedReplicas() {
    return applied.map(TopicConfig::minInSyncReplicas).orElse(1);
  }

  void expire(long nowNanos) {
    appends.expire(
        nowNanos,
        writer instanceof WriterChild.Awaiting(var why) ? Optional.of(why) : Optional.empty());
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

  // ---- the writer ----

  void startWriter() {
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

  void writerReady() {
    if (writer instanceof WriterChild.Recovering recovering) {
      writer = recovering.recovered();
      epoch = log.leaderEpoch();
      start();
    }
  }

  /** Whether somebody else has begun to lead since this writer did. */
  boolean isOutdated() {
    return !epoch.equals(LeaderEpoch.NONE)
        && writer instanceof WriterChild.Idle
        && log.leaderEpoch().compareTo(epoch) > 0;
  }

  /**
   * To be followed by {@link #refuseUnwritten}, once callers who ask again at once find things as
   * they are.
   */
  void writerFailed(ReignEnd end) {
    switch (end) {
      // It turned away the round: none of that is in the log.
      case ReignEnd.Vacated vacated -> {
        appends.takeBackRound();
        startWriter();
      }
      case ReignEnd.Deposed(var refusal) -> writer = new WriterChild.Down(refusal);
      case ReignEnd.WithoutMajority(var why) -> {
        writer = new WriterChild.Awaiting(why);
        retryLater(why);
      }
      case ReignEnd.Failed(var refusal) -> {
        writer = new WriterChild.Down(refusal);
        retryLater(refusal);
      }
    }
  }

  private void retryLater(Refusal why) {
    Duration again = backoff.next();
    self.context()
        .getLog()
        .warn(
            "Partition {} takes no appends, next attempt in {} ms: {}",
            self.partition(),
            again.toMillis(),
            why.message());
    self.timers().startSingleTimer(new Retry(), again);
  }

  void retry() {
    if (writer instanceof WriterChild.Down || writer instanceof WriterChild.Awaiting) {
      startWriter();
    }
  }

  /** Answers whoever waits for a writer that failed so. */
  void refuseUnwritten(ReignEnd end) {
    switch (end) {
      case ReignEnd.Vacated vacated -> {}
      // Who waits may wait on; what was under way then is not known.
      case ReignEnd.WithoutMajority(var why) -> appends.refuseRound(Refusals.leaderLost());
      case ReignEnd.Deposed(var refusal) -> {
        appends.refuseRound(Refusals.leaderLost());
        appends.refuseWaiting(refusal);
        appends.giveUp();
      }
      case ReignEnd.Failed(var refusal) -> {
        appends.refuseRound(refusal);
        appends.refuseWaiting(refusal);
      }
    }
  }

  // ---- the end ----

  void refuseWaiting(Refusal refusal) {
    appends.refuseWaiting(refusal);
  }

  /** Lets the writer go, if it is idle: what was accepted is persisted first. */
  void finish() {
    if (writer instanceof WriterChild.Idle idle) {
      writer = idle.finish();
    }
  }

  boolean isRecovering() {
    return writer instanceof WriterChild.Recovering;
  }

  /** Answers whether there is no writer whose end is to be waited for. */
  boolean isWithoutWriter() {
    return switch (writer) {
      case WriterChild.Down down -> true;
      case WriterChild.Awaiting awaiting -> true;
      case WriterChild.Recovering(var child) -> {
        if (appends.isEmpty()) {
          self.context().stop(child);
        }
        yield false;
      }
      case WriterChild.Idle idle -> false;
      case WriterChild.Persisting persisting -> false;
      case WriterChild.Finishing finishing -> false;
    };
  }

  /** Nobody here will hear what becomes of what is under way. */
  void giveUp() {
    appends.refuseWaiting(Refusals.stopping());
    appends.giveUp();
  }
}
