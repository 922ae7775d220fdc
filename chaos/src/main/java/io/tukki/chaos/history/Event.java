package io.tukki.chaos.history;

import java.util.List;

/**
 * One line of a history. Events of one lane and of one reader stand in the order in which they
 * happened; those of different ones may be mixed. Times are microseconds since 1970.
 */
public sealed interface Event {

  /** Which promises hold for what follows; the first event of each file. */
  record Began(long atUs, Promise promise, String command) implements Event {}

  record PartitionNamed(int partition, String name) implements Event {}

  /**
   * Records that were sent together, with sequences in a row.
   *
   * @param invokedUs when the sender began
   * @param endedUs when it knew the outcome, or stopped waiting for it
   */
  record Sent(
      int lane,
      int partition,
      long firstSequence,
      int count,
      long invokedUs,
      long endedUs,
      Outcome outcome)
      implements Event {

    public Sent {
      if (count < 1) {
        throw new IllegalArgumentException("nothing sent");
      }
    }
  }

  /** A reader takes up a partition; one that takes it up anew is a new reader. */
  record ReaderStarted(int reader, int partition, ReaderKind kind, long atUs) implements Event {}

  /** A final reader got to where its partition ended, so that what it did not see is not there. */
  record ReadToEnd(int reader, long atUs) implements Event {}

  /** What one read brought, in the order in which it came. */
  record Polled(int reader, long atUs, List<Run> runs) implements Event {
    public Polled {
      runs = List.copyOf(runs);
    }
  }

  /**
   * All nodes lost power at once, and what each replica of a partition had on its disk then.
   *
   * @param atUs when the last node was dead
   * @param backUs when the first was started again
   * @param windowUs what was acknowledged no longer before than this may be lost
   * @param survivors empty where no node ever held the partition
   */
  record PowerLost(long atUs, long backUs, long windowUs, int partition, List<Survivor> survivors)
      implements Event {

    public PowerLost {
      survivors = List.copyOf(survivors);
    }
  }

  /**
   * The whole batches in a row that a disk held.
   *
   * @param epoch of the last of them
   * @param end the offset behind it
   */
  record Survivor(int node, int epoch, long end) {}

  /** The cluster says that a partition may lack what it had acknowledged. */
  record Warned(long atUs, int partition, Place place) implements Event {}

  /** Where an operator looks. */
  enum Place {
    LOG,
    STATUS,
    METRIC
  }

  /** A fault, its end, or anything else that helps to understand the rest. */
  record Noted(long atUs, String text) implements Event {}

  /** The run came to its end: what is not here did not happen. */
  record Ended(long atUs) implements Event {}

  /** What an acknowledgement promises in this history. */
  enum Promise {
    /** acks=all: acknowledged records are kept, but for what power cuts may take. */
    KEPT,
    /** acks=1: a failover may cut acknowledged records as well; nothing else may go wrong. */
    MAY_BE_CUT
  }

  enum ReaderKind {
    /** Reads while others write. */
    LIVE,
    /** Reads after all writing has ended, from the first record to the end of the partition. */
    FINAL
  }
}
