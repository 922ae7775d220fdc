package io.tukki.persistence.replication.replica;

import java.util.List;

/**
 * What replicas say to each other. Any message may be lost, delayed, doubled or overtaken.
 *
 * <p>The incarnation in a message is that of the follower (or source) whose log it is about, and
 * counts its starts. What was said of a log before a crash is not true of what the crash left.
 */
public sealed interface Message {

  /** The reign that the message belongs to. */
  int epoch();

  /** A candidate asks to be promised that nothing lower will be obeyed. */
  record Prepare(int epoch) implements Message {}

  /** The promise is on disk. {@code suspect}: what the log should hold it may have lost. */
  record Promise(int epoch, long incarnation, int acceptedEpoch, LogSummary log, boolean suspect)
      implements Message {

    /** The first of the two numbers by which the best log is found. */
    int rank() {
      return Math.max(acceptedEpoch, log.epochs().lastEpoch());
    }
  }

  /** No: {@code epoch} has been promised. */
  record Fenced(int epoch) implements Message {}

  /** A candidate copies what it misses from the best log. */
  record Fetch(int epoch, long incarnation, long fromOffset) implements Message {}

  /** The new leader's log, to which the receiver has to bring its own before it may follow. */
  record Accept(int epoch, long incarnation, LogSummary log) implements Message {}

  /** A leader that does not know this follower's incarnation asks for a report. */
  record Ping(int epoch) implements Message {}

  /**
   * A follower tells where it stands.
   *
   * @param receivedEnd the offset it wants next
   * @param durableEnd below it, its log is as durable as the flush policy asks
   * @param gap an append did not fit behind {@code receivedEnd}
   * @param stamp of the {@link Append} that this answers; 0 where it answers none
   */
  record Report(
      int epoch,
      long incarnation,
      Standing standing,
      long receivedEnd,
      long durableEnd,
      boolean gap,
      long stamp)
      implements Message {}

  /** How far a follower has come under its leader. */
  enum Standing {
    /** It has not seen this reign's {@link Accept} since it started. */
    UNACCEPTED,
    /** It cut what differs and is catching up. */
    COPYING,
    /** It holds the leader's log, and has written down that it accepted the epoch. */
    ACCEPTED
  }

  /** A message with entries, which the driver adds from the log as it sends. */
  sealed interface Bulk extends Message {
    Bulk carrying(List<Entry> entries);
  }

  /** Answers a {@link Fetch}. */
  record Fetched(int epoch, long incarnation, long fromOffset, List<Entry> entries)
      implements Bulk {
    @Override
    public Fetched carrying(List<Entry> read) {
      return new Fetched(epoch, incarnation, fromOffset, read);
    }
  }

  /**
   * A leader tells a replica that is a member no more: the configuration is committed, and does not
   * name the receiver.
   */
  record Retire(int epoch, long incarnation, Configuration configuration) implements Message {}

  /** The replica has written down that it has no log, and why. */
  record Retired(int epoch, long incarnation, long generation) implements Message {}

  /**
   * Entries from {@code fromOffset} on, none for a heartbeat.
   *
   * @param stamp the leader's clock; it comes back with the answer, so that the leader knows what
   *     the follower has heard
   */
  record Append(
      int epoch,
      long incarnation,
      int previousEpoch,
      long fromOffset,
      List<Entry> entries,
      long highWatermark,
      LogStart logStart,
      long stamp)
      implements Bulk {
    @Override
    public Append carrying(List<Entry> read) {
      return new Append(
          epoch, incarnation, previousEpoch, fromOffset, read, highWatermark, logStart, stamp);
    }
  }
}
