package io.tukki.persistence.replication.replica;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What must hold whatever happens. It sees every replica's log and outputs, and remembers what was
 * ever committed or acknowledged; so it knows more than any replica could.
 */
final class Invariants {

  /** An invariant that did not hold. */
  static final class Violation extends RuntimeException {
    Violation(String message) {
      super(message);
    }
  }

  private record Place(int epoch, long baseOffset) {}

  private final SimDisk.Mirror committed =
      new SimDisk.Mirror(LogStart.FIRST, EpochTable.NO_EPOCH, List.of());
  private final Map<Integer, String> leaders = new HashMap<>();
  private final Map<Place, Entry> written = new HashMap<>();
  private final Map<Place, Long> holders = new HashMap<>();
  private boolean lossAllowed;
  private boolean lost;
  private long trimmedTo;

  /** Formats only when it has to: it is asked millions of times. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library that tests here lack
  static void require(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw new Violation(String.format(message, arguments));
    }
  }

  /** Too many logs are suspect by now: what they all held may be gone, as documented. */
  void allowLoss() {
    lossAllowed = true;
  }

  long committedEnd() {
    return committed.endOffset();
  }

  /** One place, one entry: whoever has (epoch, offset) has the same bytes there. */
  void onAppend(int node, List<Entry> entries) {
    for (Entry entry : entries) {
      var place = new Place(entry.epoch(), entry.baseOffset());
      Entry known = written.putIfAbsent(place, entry);
      require(
          known == null || known.equals(entry),
          "two entries at one place: %s and %s",
          known,
          entry);
    }
  }

  void onWritten(int node, List<Entry> entries) {
    for (Entry entry : entries) {
      holders.merge(new Place(entry.epoch(), entry.baseOffset()), 1L << node, (a, b) -> a | b);
    }
  }

  void onLed(String node, int epoch, SimDisk.Mirror log) {
    String other = leaders.putIfAbsent(epoch, node);
    require(
        other == null || other.equals(node), "%s and %s both lead epoch %s", other, node, epoch);
    if (lost) {
      forgetWhatIsLost(log);
    }
    requireHasCommitted(node + " leads epoch " + epoch, log, committed.endOffset());
  }

  /** A candidate said that it may have lost something. It had better be right. */
  void onLoss(String node, boolean trustedMajority) {
    require(lossAllowed || !trustedMajority, "%s fears a loss although a majority is sound", node);
    lost = lossAllowed;
  }

  private void forgetWhatIsLost(SimDisk.Mirror log) {
    int index = Math.max(0, committed.indexOf(log.start.offset()));
    while (index < committed.entries.size()) {
      Entry entry = committed.entries.get(index);
      int there = log.indexOf(entry.baseOffset());
      if (there == log.entries.size() || !log.entries.get(there).equals(entry)) {
        committed.entries.subList(index, committed.entries.size()).clear();
      }
      index++;
    }
  }

  /** What is committed never changes, and every high watermark tells of the same log. */
  void onHighWatermark(String node, SimDisk.Mirror log, long from, long to) {
    require(to <= log.endOffset(), "%s: high watermark %s above the end of the log", node, to);
    for (int i = log.indexOf(from); i < log.entries.size(); i++) {
      Entry entry = log.entries.get(i);
      if (entry.endOffset() > to) {
        break;
      }
      if (entry.baseOffset() == committed.endOffset()) {
        committed.entries.add(entry);
      }
    }
    requireHasCommitted(node + " says that all is committed below " + to, log, to, from);
  }

  void onTruncate(String node, long endOffset, long highWatermark) {
    require(
        endOffset >= highWatermark || lost,
        "%s cuts to %s below its high watermark %s",
        node,
        endOffset,
        highWatermark);
  }

  void onAcknowledged(String node, List<Entry> entries, int minReplicas) {
    for (Entry entry : entries) {
      int index = committed.indexOf(entry.baseOffset());
      require(
          lost || (index < committed.entries.size() && committed.entries.get(index).equals(entry)),
          "%s acknowledged what is not committed: %s",
          node,
          entry);
      if (entry.baseOffset() < trimmedTo) {
        continue; // a follower that begins behind it holds all there is to hold
      }
      long mask = holders.getOrDefault(new Place(entry.epoch(), entry.baseOffset()), 0L);
      require(
          Long.bitCount(mask) >= minReplicas,
          "%s acknowledged %s, which fewer than %s replicas hold",
          node,
          entry,
          minReplicas);
    }
  }

  void onTrim(String node, long startOffset) {
    require(startOffset <= committed.endOffset(), "%s deleted what is not committed", node);
    trimmedTo = Math.max(trimmedTo, startOffset);
  }

  private void requireHasCommitted(String what, SimDisk.Mirror log, long to) {
    requireHasCommitted(what, log, to, log.start.offset());
  }

  private void requireHasCommitted(String what, SimDisk.Mirror log, long to, long from) {
    long floor = Math.max(from, log.start.offset());
    require(log.start.offset() <= committed.endOffset(), "%s, but begins above all", what);
    int there = log.indexOf(floor);
    for (int i = committed.indexOf(floor); i < committed.entries.size(); i++, there++) {
      Entry entry = committed.entries.get(i);
      if (entry.endOffset() > to) {
        return;
      }
      require(
          there < log.entries.size() && log.entries.get(there).equals(entry),
          "%s, but has %s instead of the committed %s",
          what,
          there < log.entries.size() ? log.entries.get(there) : "nothing",
          entry);
    }
  }

  /** In the end all tell the same story. */
  void requireSame(String node, SimDisk.Mirror log) {
    require(
        log.endOffset() == committed.endOffset(),
        "%s ends at %s, not at %s",
        node,
        log.endOffset(),
        committed.endOffset());
    requireHasCommitted(node + " in the end", log, committed.endOffset());
  }

  List<Entry> committed() {
    return new ArrayList<>(committed.entries);
  }
}
