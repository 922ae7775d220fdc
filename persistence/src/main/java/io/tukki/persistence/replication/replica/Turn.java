package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Input.AppendRequest;
import io.tukki.persistence.replication.replica.Input.ChangeRequest;
import io.tukki.persistence.replication.replica.Output.Reason;
import io.tukki.persistence.replication.replica.Output.Trouble;
import io.tukki.persistence.replication.replica.Rules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * One step as it happens: the state to change and the outputs so far. Each input changes a little;
 * then {@link #advance} looks at the whole and does what has become possible, so that no rule
 * depends on the order in which disk and network answer.
 */
final class Turn {
  final Identity self;
  final long nowMs;

  DurableState saved;
  DurableState wanted;
  LocalLog log;
  Role role;
  long highWatermark;

  private int seenEpoch;
  private LogStart trimTarget;
  private final List<Output> outputs = new ArrayList<>();

  Turn(Identity self, Replica.State state, long nowMs) {
    this.self = self;
    this.nowMs = nowMs;
    this.saved = state.saved();
    this.wanted = state.wanted();
    this.log = state.log();
    this.role = state.role();
    this.highWatermark = state.highWatermark();
    this.seenEpoch = state.seenEpoch();
    this.trimTarget = state.trimTarget();
  }

  Step take(Input input) {
    if (role instanceof Role.Failed) {
      refuse(input, Reason.DISK_FAILED);
    } else if (role instanceof Role.Retired) {
      refuse(input, Reason.REMOVED);
    } else {
      apply(input);
      advance();
    }
    var state = new Replica.State(saved, wanted, log, role, highWatermark, seenEpoch, trimTarget);
    return new Step(new Replica(self, state), List.copyOf(outputs));
  }

  private void apply(Input input) {
    switch (input) {
      case Input.Received(ReplicaId from, Message message) -> receive(from, message);
      case Input.Tick tick -> tick();
      case Input.Heard(ReplicaId from) -> Reigning.heard(this, from);
      case Input.Nominate nominate -> Candidacy.begin(this);
      case Input.ForceLead force -> Candidacy.force(this);
      case Input.Resign resign -> stepDown(Reason.RESIGNED);
      case AppendRequest append -> Appending.request(this, append);
      case ChangeRequest change -> Reconfiguration.request(this, change);
      case Input.Trim(LogStart start) -> Appending.trim(this, start);
      case Input.Written(int cut, long end, long ordinal) -> written(cut, end, ordinal);
      case Input.Synced(int cut, long end) -> synced(cut, end);
      case Input.StateSaved(DurableState state) -> saved = state;
      case Input.Shipped shipped -> Reigning.shipped(this, shipped);
      case Input.DiskFailed failed -> fail();
      case Input.Damaged damaged -> damaged();
    }
  }

  private void receive(ReplicaId from, Message message) {
    see(message.epoch());
    switch (message) {
      case Message.Prepare prepare -> Obedience.onPrepare(this, from, prepare);
      case Message.Promise promise -> Candidacy.onPromise(this, from, promise);
      case Message.Fenced fenced -> Departure.fenced(this, from, fenced);
      case Message.Fetch fetch -> Obedience.onFetch(this, from, fetch);
      case Message.Fetched fetched -> Candidacy.onFetched(this, from, fetched);
      case Message.Accept accept -> Obedience.onAccept(this, from, accept);
      case Message.Ping ping -> Obedience.onPing(this, from, ping);
      case Message.Append append -> Obedience.onAppend(this, from, append);
      case Message.Report report -> Reigning.onReport(this, from, report);
      case Message.Retire retire -> Departure.onRetire(this, from, retire);
      case Message.Retired retired -> Departure.onRetired(this, from, retired);
    }
  }

  private void tick() {
    switch (role) {
      case Role.Preparing preparing -> Candidacy.tick(this, preparing);
      case Role.Copying copying -> Candidacy.tick(this, copying);
      case Role.Accepting accepting -> Reigning.tick(this, accepting);
      case Role.Leading leading -> Reigning.tick(this, leading);
      case Role.Idle idle -> {}
      case Role.Promised promised -> {}
      case Role.Synchronizing synchronizing -> {}
      case Role.Following following -> {}
      case Role.Failed failed -> {}
      case Role.Retiring retiring -> {}
      case Role.Retired retired -> {}
    }
  }

  /** Does what the state allows by now. */
  void advance() {
    switch (role) {
      case Role.Promised promised -> Obedience.advance(this, promised);
      case Role.Synchronizing synchronizing -> Obedience.advance(this, synchronizing);
      case Role.Following following -> Obedience.advance(this, following);
      case Role.Preparing preparing -> Candidacy.advance(this, preparing);
      case Role.Copying copying -> Candidacy.advance(this, copying);
      case Role.Accepting accepting -> Reigning.advance(this, accepting);
      case Role.Leading leading -> Reigning.advance(this, leading);
      case Role.Idle idle -> {}
      case Role.Retiring retiring -> Departure.advance(this, retiring);
      case Role.Failed failed -> {}
      case Role.Retired retired -> {}
    }
    trimWhenSaved();
  }

  private void written(int cut, long end, long ordinal) {
    log = log.written(cut, end, ordinal);
    if (self.settings().awaitSync() && cut == log.disk().cut()) {
      put(new Output.SyncLog(cut, end));
    } else {
      Obedience.reportProgress(this);
    }
  }

  private void synced(int cut, long end) {
    log = log.synced(cut, end);
    Obedience.reportProgress(this);
  }

  // What the disk has.

  /**
   * Before damage is cut away it is on record: what remains looks like a sound log, and would vote
   * like one after a restart.
   */
  void want(DurableState asked) {
    boolean distrust = log.isDamaged() && keep(Rule.DISTRUST_BEFORE_CUTTING_DAMAGE);
    DurableState state = distrust ? asked.distrusting() : asked;
    if (!state.equals(wanted)) {
      wanted = state;
      put(new Output.SaveState(state));
    }
  }

  void append(List<Entry> entries) {
    int changes = log.configurations().placed().size();
    log = log.appended(entries);
    put(new Output.AppendToLog(log.disk().cut(), entries));
    if (log.configurations().placed().size() != changes) {
      syncAll();
    }
  }

  void truncate(long offset) {
    log = log.truncatedTo(offset);
    put(new Output.TruncateLog(log.disk().cut(), offset));
  }

  /**
   * Brings this log to what it has in common with another. True once that is done; where nothing is
   * in common, the configuration at the other's start must be on disk first.
   */
  boolean align(LogSummary other) {
    learnVoters(other);
    if (!reaches(other)) {
      Configuration base = baseBehind(other);
      want(wanted.startingWith(base));
      return saved.equals(wanted) && resetTo(other, base);
    }
    long floor = Math.max(log.startOffset(), other.start().offset());
    long common =
        keep(Rule.ALIGN_BY_EPOCH)
            ? EpochTable.commonEnd(
                log.epochs(), log.usableEnd(), other.epochs(), other.endOffset(), floor)
            : Math.max(
                floor, Math.min(highWatermark, Math.min(log.endOffset(), other.endOffset())));
    if (common < log.endOffset() && (keep(Rule.CUT_WHAT_DIFFERS) || common == other.endOffset())) {
      loseCommittedAbove(common);
      truncate(common);
    }
    syncAll();
    return true;
  }

  /** Who was not there when the log began is told who held it then: no entry says so. */
  private void learnVoters(LogSummary other) {
    if (log.configurations().base().voters().isEmpty() && !other.base().voters().isEmpty()) {
      log = log.basedOn(other.base());
      want(wanted.startingWith(other.base()));
    }
  }

  /**
   * Whether the two logs agree where the later of them begins. They may not although both reach
   * there: what was never committed here can lie where the other has deleted what was; and behind a
   * loss, what this replica deleted may never have been committed for the other.
   */
  private boolean reaches(LogSummary other) {
    long floor = Math.max(log.startOffset(), other.start().offset());
    if (floor == 0) {
      return true;
    }
    return floor <= log.usableEnd()
        && floor <= other.endOffset()
        && log.epochs().epochAt(floor - 1) == other.epochs().epochAt(floor - 1);
  }

  /** Happens only behind a leader that was elected although too few logs could be trusted. */
  private void loseCommittedAbove(long offset) {
    if (offset < highWatermark) {
      highWatermark = offset;
      trimTarget = log.start();
      put(new Output.Alarm(Trouble.COMMITTED_MAY_BE_LOST));
    }
  }

  /** Who was removed does not forget that while it copies a log that is older at its start. */
  private Configuration baseBehind(LogSummary other) {
    boolean older = other.base().generation() < wanted.configuration().generation();
    return older && wanted.isTombstoneOf(self.id()) ? wanted.configuration() : other.base();
  }

  private boolean resetTo(LogSummary other, Configuration base) {
    loseCommittedAbove(other.start().offset());
    log = log.resetTo(other, base);
    put(new Output.ResetLog(log.disk().cut(), other.start(), log.epochs()));
    raiseHighWatermark(other.start().offset());
    trimTarget = other.start();
    syncAll();
    return true;
  }

  /** Asks for everything to be synced, where only that counts. */
  void syncAll() {
    if (self.settings().awaitSync() || countedWithoutSync() != Long.MAX_VALUE) {
      put(new Output.SyncLog(log.disk().cut(), log.endOffset()));
    }
  }

  boolean isDurableTo(long offset) {
    return self.settings().awaitSync()
        ? log.disk().isSyncedTo(offset)
        : log.disk().isWrittenTo(offset) && offset <= countedWithoutSync();
  }

  /** Below it the log is as durable as the flush policy asks. */
  long durableEnd() {
    if (!isDurableTo(log.startOffset())) {
      return log.startOffset();
    }
    return self.settings().awaitSync()
        ? log.disk().syncedEnd()
        : Math.min(log.disk().writtenEnd(), countedWithoutSync());
  }

  /** Who votes must not be forgotten by all at once, or there would be two majorities. */
  private long countedWithoutSync() {
    return keep(Rule.SYNC_CONFIGURATION) ? log.firstUnsyncedChange() : Long.MAX_VALUE;
  }

  /** What an operator decreed is in force before it is in the log. */
  void decree(int epoch, Configuration configuration) {
    log = log.basedOn(configuration);
    want(wanted.promising(epoch).startingWith(configuration));
  }

  /** The boots under which all that counts of this log will be there. */
  String trustedBoot() {
    return self.settings().awaitSync() ? DurableState.ANY_BOOT : self.boot();
  }

  /** Whether the log may lack something that this replica once vouched for. */
  boolean isSuspect() {
    boolean tailMayBeLost = !saved.isTrustedUnder(self.boot());
    return (saved.isDistrusted() || log.isDamaged() || tailMayBeLost)
        && keep(Rule.SUSPECT_HAS_NO_VOTE);
  }

  // Endings.

  void fenced(int epoch) {
    OptionalInt mine = role.reignEpoch();
    if (mine.isPresent() && mine.getAsInt() < epoch) {
      stepDown(Reason.FENCED);
    }
  }

  /** Ends a candidacy or a reign, if this is one. */
  void stepDown(Reason reason) {
    OptionalInt epoch = role.reignEpoch();
    if (role instanceof Role.Leading leading) {
      leading.pending().forEach(append -> put(new Output.Refused(append.request(), reason)));
      leading.changes().forEach(change -> put(new Output.Refused(change, reason)));
    }
    if (epoch.isPresent()) {
      role = new Role.Idle();
      put(new Output.SteppedDown(epoch.getAsInt(), reason));
    }
  }

  private void fail() {
    stepDown(Reason.DISK_FAILED);
    role = new Role.Failed();
    put(new Output.Alarm(Trouble.DISK_FAILED));
  }

  private void refuse(Input input, Reason reason) {
    if (input instanceof AppendRequest append) {
      put(new Output.Refused(append.request(), reason));
    } else if (input instanceof ChangeRequest change) {
      put(new Output.Refused(change.request(), reason));
    } else if (input instanceof Input.Nominate || input instanceof Input.ForceLead) {
      put(new Output.SteppedDown(wanted.promisedEpoch(), reason));
    }
  }

  /**
   * A damaged log neither leads nor follows as it is. The driver starts the replica again, with
   * what is sound; the next leader's Accept repairs the rest.
   */
  private void damaged() {
    stepDown(Reason.DAMAGED);
    role = new Role.Failed();
    put(new Output.Alarm(Trouble.DAMAGED_LOG));
  }

  // Small things.

  void see(int epoch) {
    seenEpoch = Math.max(seenEpoch, epoch);
  }

  int nextEpoch() {
    return Math.max(seenEpoch, wanted.promisedEpoch()) + 1;
  }

  void raiseHighWatermark(long offset) {
    if (offset > highWatermark) {
      highWatermark = offset;
      put(new Output.HighWatermark(offset));
    }
  }

  /** First the configuration that will be in force at the start goes to disk, then the head. */
  void trimTo(LogStart start) {
    if (start.offset() > trimTarget.offset()) {
      trimTarget = start;
      want(wanted.startingWith(log.configurations().startingAt(start.offset()).base()));
    }
  }

  private void trimWhenSaved() {
    long offset = trimTarget.offset();
    if (offset > log.startOffset()
        && saved.configuration().equals(log.configurations().startingAt(offset).base())) {
      log = log.startingAt(trimTarget);
      put(new Output.TrimLog(trimTarget));
    }
  }

  Configuration configuration() {
    return log.configurations().latest();
  }

  boolean keep(Rule rule) {
    return self.rules().keep(rule);
  }

  void send(ReplicaId to, Message message) {
    put(new Output.Send(to, message));
  }

  void put(Output output) {
    outputs.add(output);
  }
}
