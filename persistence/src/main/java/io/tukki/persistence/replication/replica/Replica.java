package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.Optional;

/** One replica of one log: an immutable value. See the package for what it is made of. */
public final class Replica {
  private final Identity self;
  private final State state;

  Replica(Identity self, State state) {
    this.self = self;
    this.state = state;
  }

  /**
   * All that changes.
   *
   * @param saved what is on disk for certain
   * @param wanted what the replica acts on, and has asked to be saved
   * @param seenEpoch the highest epoch ever heard of
   * @param trimTarget the log shall start here, as soon as {@code saved} has the configuration that
   *     is in force there
   */
  record State(
      DurableState saved,
      DurableState wanted,
      LocalLog log,
      Role role,
      long highWatermark,
      int seenEpoch,
      LogStart trimTarget) {}

  /**
   * A replica begins, for the first time or again, as nobody's follower. What was committed it
   * learns from the next leader.
   */
  public static Replica start(Identity self, DurableState saved, RecoveredLog recovered) {
    LocalLog log = LocalLog.recovered(recovered);
    return new Replica(
        self,
        new State(
            saved,
            saved,
            log,
            new Role.Idle(),
            log.startOffset(),
            Math.max(saved.promisedEpoch(), log.epochs().lastEpoch()),
            log.start()));
  }

  public Step step(Input input, long nowMs) {
    return new Turn(self, state, nowMs).take(input);
  }

  public ReplicaId id() {
    return self.id();
  }

  /** Below it, what this replica's log holds is committed, whoever leads by now. */
  public long highWatermark() {
    return state.highWatermark();
  }

  public long startOffset() {
    return state.log().startOffset();
  }

  public long endOffset() {
    return state.log().endOffset();
  }

  /** Of the next entry, for whoever leads. */
  public long nextOrdinal() {
    return state.log().nextOrdinal();
  }

  /** In force here, committed or not. */
  public Configuration configuration() {
    return state.log().configurations().latest();
  }

  /** Nothing lower is obeyed any more. */
  public int epoch() {
    return state.wanted().promisedEpoch();
  }

  /** What would be acted on after a restart, if all that was asked for is saved by then. */
  public DurableState durableState() {
    return state.wanted();
  }

  public Office office() {
    return switch (state.role()) {
      case Role.Leading leading -> leader(leading);
      case Role.Preparing preparing -> new Office.Candidate(preparing.epoch());
      case Role.Copying copying -> new Office.Candidate(copying.epoch());
      case Role.Accepting accepting -> new Office.Candidate(accepting.reign().epoch());
      case Role.Failed failed -> new Office.Failed();
      case Role.Retired retired -> new Office.Failed();
      case Role.Retiring retiring -> new Office.None();
      case Role.Following following -> new Office.None();
      case Role.Synchronizing synchronizing -> new Office.None();
      case Role.Idle idle -> new Office.None();
      case Role.Promised promised -> new Office.None();
    };
  }

  private Office.Leader leader(Role.Leading leading) {
    ConfigurationHistory configurations = state.log().configurations();
    return new Office.Leader(
        leading.reign().epoch(),
        !leading.pending().isEmpty() || !leading.changes().isEmpty(),
        !configurations.latest().isJoint()
            && configurations.latestEnd() <= state.highWatermark()
            && leading.changes().isEmpty(),
        leading.reign().peers().stream().filter(Peer::isMember).map(this::follower).toList(),
        leading.reign().peers().stream()
            .filter(peer -> peer.stage() instanceof Peer.Leaving)
            .map(Peer::id)
            .toList());
  }

  private Office.Follower follower(Peer peer) {
    return switch (peer.stage()) {
      case Peer.Live(long incarnation, long matchEnd, Stream stream) ->
          new Office.Follower(
              peer.id(),
              true,
              matchEnd,
              matchEnd >= state.log().endOffset() && stream.inFlight().isEmpty(),
              peer.answeredMs());
      case Peer.CatchingUp copying -> notLive(peer, copying.stream().acked());
      case Peer.Unheard unheard -> notLive(peer, 0);
      case Peer.Offered offered -> notLive(peer, 0);
      case Peer.Leaving leaving -> notLive(peer, 0);
      case Peer.Gone gone -> notLive(peer, 0);
    };
  }

  /** Whether some of its log cannot be read, and has not been cut away yet. */
  public boolean isDamaged() {
    return state.log().isDamaged();
  }

  /** Whether its log may lack something that it once vouched for: it counts in no quorum. */
  public boolean isSuspect() {
    return isDamaged()
        || state.saved().isDistrusted()
        || !state.saved().isTrustedUnder(self.boot());
  }

  /** Tells a leader that need not have noticed that this replica has begun anew. */
  public Message.Report beginning() {
    long end = state.log().usableEnd();
    return new Message.Report(
        epoch(), self.incarnation(), Message.Standing.UNACCEPTED, end, end, false, 0);
  }

  private static Office.Follower notLive(Peer peer, long matchEnd) {
    return new Office.Follower(peer.id(), false, matchEnd, false, peer.answeredMs());
  }

  /** Whether this replica leads that one, or has yet to tell it that it does no more. */
  public boolean leads(ReplicaId other) {
    return state.role() instanceof Role.Leading leading
        && leading.reign().knows(other)
        && !(leading.reign().peer(other).stage() instanceof Peer.Gone);
  }

  /** Whether this replica leads, and that one has yet to receive what it lacked at first. */
  public boolean isCopiedTo(ReplicaId other) {
    return state.role() instanceof Role.Leading leading
        && leading.reign().knows(other)
        && leading.reign().peer(other).stage() instanceof Peer.CatchingUp;
  }

  /** Whom this replica would send its clients to. */
  public Optional<ReplicaId> leader() {
    return switch (state.role()) {
      case Role.Leading leading -> Optional.of(self.id());
      case Role.Following following -> Optional.of(following.leader());
      case Role.Synchronizing synchronizing -> Optional.of(synchronizing.leader());
      case Role.Idle idle -> Optional.empty();
      case Role.Promised promised -> Optional.empty();
      case Role.Preparing preparing -> Optional.empty();
      case Role.Copying copying -> Optional.empty();
      case Role.Accepting accepting -> Optional.empty();
      case Role.Failed failed -> Optional.empty();
      case Role.Retiring retiring -> Optional.empty();
      case Role.Retired retired -> Optional.empty();
    };
  }

  State state() {
    return state;
  }

  Identity self() {
    return self;
  }
}
