package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Output.Reason;
import io.tukki.persistence.replication.replica.Output.Trouble;
import io.tukki.persistence.replication.replica.Role.Patience;
import io.tukki.persistence.replication.replica.Role.Vote;
import io.tukki.persistence.replication.replica.Rules.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A nominated replica on its way: it asks for promises, finds the best log, and copies it. */
final class Candidacy {
  private Candidacy() {}

  static void begin(Turn turn) {
    turn.stepDown(Reason.RESIGNED);
    if (turn.configuration().voters().isEmpty()) {
      turn.put(new Output.SteppedDown(turn.wanted.promisedEpoch(), Reason.NOT_A_VOTER));
      return;
    }
    int epoch = turn.nextEpoch();
    turn.want(turn.wanted.promising(epoch));
    prepare(turn, epoch);
  }

  /**
   * Goes on without the others. Its own vote is all that the new configuration asks for, so that
   * nothing else is special about this way to lead.
   */
  static void force(Turn turn) {
    turn.stepDown(Reason.RESIGNED);
    Configuration now = turn.configuration();
    if (now.voters().isEmpty() || turn.wanted.isTombstoneOf(turn.self.id())) {
      turn.put(new Output.SteppedDown(turn.wanted.promisedEpoch(), Reason.NOT_A_VOTER));
      return;
    }
    int epoch = Era.after(turn.nextEpoch(), now.members().indexOf(turn.self.id()));
    turn.put(new Output.Alarm(Trouble.FORCED_TO_LEAD));
    turn.decree(epoch, now.forced(epoch, turn.self.id()));
    prepare(turn, epoch);
  }

  private static void prepare(Turn turn, int epoch) {
    turn.see(epoch);
    long deadlineMs = turn.nowMs + turn.self.settings().timing().candidacyMs();
    turn.role =
        new Role.Preparing(epoch, List.of(), List.of(), new Patience(deadlineMs, turn.nowMs));
  }

  static void advance(Turn turn, Role.Preparing preparing) {
    int epoch = preparing.epoch();
    if (turn.saved.promisedEpoch() < epoch && turn.keep(Rule.SYNC_OWN_PROMISE)) {
      return;
    }
    var votes = new ArrayList<>(preparing.votes());
    if (votes.stream().noneMatch(vote -> vote.from().equals(turn.self.id()))) {
      votes.add(new Vote(turn.self.id(), Obedience.vote(turn, epoch)));
    }
    List<ReplicaId> asked = ask(turn, preparing, votes);
    turn.role = new Role.Preparing(epoch, List.copyOf(votes), asked, preparing.patience());
    choose(turn, epoch, votes).ifPresent(best -> elected(turn, preparing, best, votes));
  }

  /** Everybody who votes in a configuration that anybody knows is asked, once and then by ticks. */
  private static List<ReplicaId> ask(Turn turn, Role.Preparing preparing, List<Vote> votes) {
    var voters = new TreeSet<ReplicaId>(preparing.asked());
    addVoters(voters, turn.configuration());
    votes.forEach(vote -> addVoters(voters, vote.promise().log().latest()));
    voters.remove(turn.self.id());
    for (ReplicaId voter : voters) {
      if (!preparing.asked().contains(voter)) {
        turn.send(voter, new Message.Prepare(preparing.epoch()));
      }
    }
    return List.copyOf(voters);
  }

  private static void addVoters(Set<ReplicaId> voters, Configuration configuration) {
    configuration.groups().forEach(voters::addAll);
  }

  /** The best log, as soon as those who vouch for it suffice. */
  private static Optional<Vote> choose(Turn turn, int epoch, List<Vote> votes) {
    if (isSuperseded(turn, epoch, votes)) {
      return Optional.empty();
    }
    List<Vote> trusted = votes.stream().filter(vote -> !vote.promise().suspect()).toList();
    Optional<Vote> best = best(turn, heeding(turn, trusted, votes));
    if (best.isPresent() && suffice(turn, trusted, best.get())) {
      return best;
    }
    Optional<Vote> most = best(turn, heeding(turn, votes, votes));
    if (most.isPresent() && isNobodyLeft(turn, doubtful(trusted, best, most.get()), votes)) {
      // What is lost is lost: go on with the most that is there, and say so.
      turn.put(new Output.Alarm(Trouble.COMMITTED_MAY_BE_LOST));
      return most;
    }
    return Optional.empty();
  }

  /**
   * The generation from which on it is not known which configuration was the last to be committed.
   * Where those who can be trusted would do for that of the most that there is, and do not for
   * their own, it never was, since one of them would hold it: the earlier voters may be sound.
   */
  private static long doubtful(List<Vote> trusted, Optional<Vote> best, Vote most) {
    Configuration claimed = most.promise().log().latest();
    if (!claimed.isQuorum(voter -> hasVoted(trusted, voter))) {
      return claimed.generation();
    }
    return best.map(vote -> vote.promise().log().latest().generation())
        .map(held -> Math.min(held, claimed.generation()))
        .orElseGet(claimed::decreedGeneration);
  }

  /**
   * Whether every voter has answered, of each configuration from this generation on that anybody
   * knows: a newer one may have come to nothing, and its voters know too little. The candidate may
   * know of one that its vote does not tell of, behind damage.
   */
  private static boolean isNobodyLeft(Turn turn, long generation, List<Vote> votes) {
    return Stream.concat(
            Stream.of(turn.configuration()),
            votes.stream().map(vote -> vote.promise().log().latest()))
        .filter(known -> known.generation() >= generation)
        .allMatch(known -> known.allVoters(voter -> hasVoted(votes, voter)));
  }

  /**
   * Whether the epoch is of an era that an operator's decree began and nobody here knows that
   * decree. The majority that once was may have come back: it shall wait for whoever went on.
   */
  private static boolean isSuperseded(Turn turn, int epoch, List<Vote> votes) {
    return Era.of(epoch) != Era.of(newestConfiguration(votes).decree())
        && turn.keep(Rule.HEED_DECREES);
  }

  /** A log whose replica knows nothing of the newest decree is not gone by, however sound it is. */
  private static List<Vote> heeding(Turn turn, List<Vote> some, List<Vote> all) {
    int decree = newestConfiguration(all).decree();
    return turn.keep(Rule.HEED_DECREES)
        ? some.stream().filter(vote -> vote.promise().log().latest().decree() == decree).toList()
        : some;
  }

  private static boolean suffice(Turn turn, List<Vote> trusted, Vote best) {
    // The candidate's own configuration may be long out of date; the best log's is not, since a
    // majority of each configuration on the way knew of the next.
    Configuration configuration =
        turn.keep(Rule.QUORUM_OF_BEST_CONFIGURATION)
            ? best.promise().log().latest()
            : turn.configuration();
    return configuration.isQuorum(voter -> hasVoted(trusted, voter))
        || !turn.keep(Rule.PREPARE_NEEDS_MAJORITY);
  }

  private static Configuration newestConfiguration(List<Vote> votes) {
    return votes.stream()
        .map(vote -> vote.promise().log().latest())
        .max(Comparator.comparingLong(Configuration::generation))
        .orElse(Configuration.UNKNOWN);
  }

  private static boolean hasVoted(List<Vote> votes, ReplicaId voter) {
    return votes.stream().anyMatch(vote -> vote.from().equals(voter));
  }

  private static Optional<Vote> best(Turn turn, List<Vote> votes) {
    Comparator<Vote> byLength = Comparator.comparingLong(vote -> vote.promise().log().endOffset());
    Comparator<Vote> byRank = Comparator.comparingInt(vote -> rank(turn, vote.promise()));
    Comparator<Vote> order = turn.keep(Rule.RANK_BY_EPOCH) ? byRank : byLength;
    return votes.stream()
        .max(
            order
                .thenComparing(byLength)
                .thenComparing(vote -> vote.from().equals(turn.self.id()))
                .thenComparing(Vote::from));
  }

  private static int rank(Turn turn, Message.Promise promise) {
    return turn.keep(Rule.RANK_BY_ACCEPTED_EPOCH)
        ? promise.rank()
        : promise.log().epochs().lastEpoch();
  }

  private static void elected(Turn turn, Role.Preparing preparing, Vote best, List<Vote> votes) {
    if (!best.promise().log().latest().isVoter(turn.self.id())) {
      turn.stepDown(Reason.NOT_A_VOTER);
      return;
    }
    boolean mine = best.from().equals(turn.self.id()) || !turn.keep(Rule.COPY_BEST_LOG);
    if (mine && turn.log.isDamaged()) {
      turn.truncate(turn.log.usableEnd());
    }
    var copying =
        new Role.Copying(
            preparing.epoch(),
            mine ? own(turn, votes) : best,
            List.copyOf(votes),
            mine,
            preparing.patience());
    turn.role = copying;
    advance(turn, copying);
  }

  static void advance(Turn turn, Role.Copying copying) {
    LogSummary best = copying.source().promise().log();
    if (!copying.aligned()) {
      if (!turn.align(best)) {
        return;
      }
      turn.role =
          new Role.Copying(
              copying.epoch(), copying.source(), copying.votes(), true, copying.patience());
      fetch(turn, copying);
    }
    boolean onDisk =
        turn.log.disk().isWrittenTo(turn.log.endOffset()) || !turn.keep(Rule.BEGIN_BEHIND_THE_DISK);
    if (turn.log.endOffset() >= best.endOffset() && onDisk) {
      turn.syncAll();
      Reigning.begin(turn, copying.epoch(), copying.votes(), copying.patience());
    }
  }

  private static Vote own(Turn turn, List<Vote> votes) {
    return votes.stream()
        .filter(vote -> vote.from().equals(turn.self.id()))
        .findFirst()
        .orElseThrow();
  }

  private static void fetch(Turn turn, Role.Copying copying) {
    Vote source = copying.source();
    if (turn.log.endOffset() < source.promise().log().endOffset()) {
      turn.send(
          source.from(),
          new Message.Fetch(copying.epoch(), source.promise().incarnation(), turn.log.endOffset()));
    }
  }

  static void onPromise(Turn turn, ReplicaId from, Message.Promise promise) {
    if (turn.role instanceof Role.Preparing preparing
        && preparing.epoch() == promise.epoch()
        && !hasVoted(preparing.votes(), from)) {
      var votes = new ArrayList<>(preparing.votes());
      votes.add(new Vote(from, promise));
      turn.role =
          new Role.Preparing(
              preparing.epoch(), List.copyOf(votes), preparing.asked(), preparing.patience());
    }
  }

  static void onFetched(Turn turn, ReplicaId from, Message.Fetched fetched) {
    if (turn.role instanceof Role.Copying copying
        && copying.epoch() == fetched.epoch()
        && copying.source().from().equals(from)
        && copying.source().promise().incarnation() == fetched.incarnation()
        && copying.aligned()
        && fetched.fromOffset() == turn.log.endOffset()
        && !fetched.entries().isEmpty()
        && isAnnounced(turn, copying.source().promise().log(), fetched.entries())) {
      turn.append(fetched.entries());
      fetch(turn, copying);
    }
  }

  /** The source may have been cut, and written anew, between the request and the read. */
  private static boolean isAnnounced(Turn turn, LogSummary announced, List<Entry> entries) {
    return !turn.keep(Rule.ENTRIES_AS_ANNOUNCED)
        || entries.stream().allMatch(entry -> announced.has(entry));
  }

  static void tick(Turn turn, Role.Preparing preparing) {
    if (isOver(turn, preparing.patience())) {
      boolean superseded = isSuperseded(turn, preparing.epoch(), preparing.votes());
      turn.stepDown(superseded ? Reason.SUPERSEDED : Reason.NO_QUORUM);
    } else if (isDue(turn, preparing.patience())) {
      preparing.asked().stream()
          .filter(voter -> !hasVoted(preparing.votes(), voter))
          .forEach(voter -> turn.send(voter, new Message.Prepare(preparing.epoch())));
      turn.role =
          new Role.Preparing(
              preparing.epoch(),
              preparing.votes(),
              preparing.asked(),
              preparing.patience().askedAt(turn.nowMs));
    }
  }

  static void tick(Turn turn, Role.Copying copying) {
    if (isOver(turn, copying.patience())) {
      turn.stepDown(Reason.NO_QUORUM);
    } else if (isDue(turn, copying.patience()) && copying.aligned()) {
      fetch(turn, copying);
      turn.role =
          new Role.Copying(
              copying.epoch(),
              copying.source(),
              copying.votes(),
              true,
              copying.patience().askedAt(turn.nowMs));
    }
  }

  static boolean isOver(Turn turn, Patience patience) {
    return turn.nowMs >= patience.deadlineMs();
  }

  private static boolean isDue(Turn turn, Patience patience) {
    return turn.nowMs - patience.askedMs() >= turn.self.settings().heartbeatMs();
  }
}
