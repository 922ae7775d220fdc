package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  /** What is committed under each decree; each begins with what its first leader had of it. */
  private final TreeMap<Integer, SimDisk.Mirror> histories = new TreeMap<>();

  private final Map<Integer, String> leaders = new HashMap<>();
  private final Map<Place, Integer> reigns = new HashMap<>();
  private final Map<Place, Integer> predecessors = new HashMap<>();
  private final Map<Place, Entry> written = new HashMap<>();
  private final Map<Place, Long> holders = new HashMap<>();
  private boolean lossAllowed;
  private boolean lost;
  private final Map<Integer, Long> trimmed = new HashMap<>();

  Invariants() {
    histories.put(0, new SimDisk.Mirror(LogStart.FIRST, EpochTable.NO_EPOCH, List.of()));
  }

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

  /**
   * One place, one entry: whoever has (epoch, offset) has the same bytes there, and before it the
   * same log.
   */
  void onAppend(int epochBefore, List<Entry> entries) {
    int before = epochBefore;
    for (Entry entry : entries) {
      Integer other =
          predecessors.putIfAbsent(new Place(entry.epoch(), entry.baseOffset()), before);
      require(
          other == null || other == before,
          "%s follows epoch %s here and %s there",
          entry,
          before,
          other);
      before = entry.epoch();
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

  void onLed(String node, Output.Led led, int decree, SimDisk.Mirror log) {
    int epoch = led.epoch();
    String other = leaders.putIfAbsent(epoch, node);
    require(
        other == null || other.equals(node), "%s and %s both lead epoch %s", other, node, epoch);
    require(
        led.nextOrdinal() == log.nextOrdinal(),
        "%s leads from number %s, not %s",
        node,
        led.nextOrdinal(),
        log.nextOrdinal());
    if (!histories.containsKey(decree)) {
      SimDisk.Mirror before = histories.lowerEntry(decree).getValue();
      histories.put(
          decree, new SimDisk.Mirror(before.start, before.epochBeforeStart, before.entries));
      lost = true;
    }
    SimDisk.Mirror committed = committed(decree);
    if (lost) {
      forgetWhatIsLost(committed, log);
    }
    requireHasCommitted(
        node + " leads epoch " + epoch,
        committed,
        log,
        endCommittedBefore(epoch, committed),
        log.start.offset());
  }

  /** Of later reigns a leader that was slow to hear of its own success knows nothing. */
  private long endCommittedBefore(int epoch, SimDisk.Mirror committed) {
    for (Entry entry : committed.entries) {
      if (reigns.getOrDefault(new Place(entry.epoch(), entry.baseOffset()), 0) >= epoch) {
        return entry.baseOffset();
      }
    }
    return committed.endOffset();
  }

  /** A candidate said that it may have lost something. It had better be right. */
  void onLoss(String node, boolean trustedMajority) {
    require(lossAllowed || !trustedMajority, "%s fears a loss although a majority is sound", node);
    lost = lossAllowed;
  }

  /** What others had committed may be lost, and they may not know of it yet. */
  void onForced() {
    lossAllowed = true;
    lost = true;
  }

  private void forgetWhatIsLost(SimDisk.Mirror committed, SimDisk.Mirror log) {
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
  void onHighWatermark(String node, int decree, int reign, SimDisk.Mirror log, long from, long to) {
    SimDisk.Mirror committed = committed(decree);
    require(to <= log.endOffset(), "%s: high watermark %s above the end of the log", node, to);
    for (int i = log.indexOf(from); i < log.entries.size(); i++) {
      Entry entry = log.entries.get(i);
      if (entry.endOffset() > to) {
        break;
      }
      if (entry.baseOffset() == committed.endOffset()) {
        committed.entries.add(entry);
        reigns.put(new Place(entry.epoch(), entry.baseOffset()), reign);
      }
    }
    requireHasCommitted(node + " says that all is committed below " + to, committed, log, to, from);
  }

  void onTruncate(String node, long endOffset, long highWatermark) {
    require(
        endOffset >= highWatermark || lost,
        "%s cuts to %s below its high watermark %s",
        node,
        endOffset,
        highWatermark);
  }

  void onAcknowledged(String node, int decree, List<Entry> entries, int minReplicas) {
    SimDisk.Mirror committed = committed(decree);
    for (Entry entry : entries) {
      int index = committed.indexOf(entry.baseOffset());
      require(
          lost || (index < committed.entries.size() && committed.entries.get(index).equals(entry)),
          "%s acknowledged what is not committed: %s",
          node,
          entry);
      if (entry.baseOffset() < trimmed.getOrDefault(decree, 0L)) {
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

  void onTrim(String node, int decree, long startOffset) {
    require(startOffset <= committed(decree).endOffset(), "%s deleted what is not committed", node);
    trimmed.merge(decree, startOffset, Math::max);
  }

  /** A log goes when it is certain that nobody will ever count on it. */
  void onDropped(String node, ReplicaId id, Configuration removing) {
    List<Entry> entries = committed(removing.decree()).entries;
    boolean removed =
        entries.stream().anyMatch(entry -> entry.payload().equals(new Payload.Change(removing)));
    require(
        lost || (removed && !removing.members().contains(id)),
        "%s drops its log for %s, which is not committed",
        node,
        removing);
  }

  private SimDisk.Mirror committed(int decree) {
    return histories.floorEntry(decree).getValue();
  }

  private static void requireHasCommitted(
      String what, SimDisk.Mirror committed, SimDisk.Mirror log, long to, long from) {
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
  void requireSame(String node, int decree, SimDisk.Mirror log) {
    SimDisk.Mirror committed = committed(decree);
    require(
        log.endOffset() == committed.endOffset(),
        "%s ends at %s, not at %s",
        node,
        log.endOffset(),
        committed.endOffset());
    requireHasCommitted(
        node + " in the end", committed, log, committed.endOffset(), log.start.offset());
  }
}
