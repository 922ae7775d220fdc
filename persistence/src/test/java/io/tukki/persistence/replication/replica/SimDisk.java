package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Input.StateSaved;
import io.tukki.persistence.replication.replica.Input.Synced;
import io.tukki.persistence.replication.replica.Input.Written;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * One data directory: what was asked of it, what a read sees, and what a power loss would leave.
 * Operations on the log complete in order, and so do those on the state; neither waits for the
 * other.
 */
final class SimDisk {
  /** A log as bytes on disk would tell it. */
  private record Image(LogStart start, int epochBeforeStart, List<Entry> entries) {}

  /** The log as its replica believes it to be: everything asked for is done at once. */
  Mirror issued;

  private final Deque<Output> logQueue = new ArrayDeque<>();
  private final Deque<DurableState> stateQueue = new ArrayDeque<>();
  private final List<Output> unsynced = new ArrayList<>();
  private final TreeSet<Long> flipped = new TreeSet<>();
  private Mirror written;
  private Image synced;
  private DurableState saved;
  private long incarnations;

  /** A log that changes. */
  static final class Mirror {
    LogStart start;
    int epochBeforeStart;
    final ArrayList<Entry> entries;

    Mirror(LogStart start, int epochBeforeStart, List<Entry> entries) {
      this.start = start;
      this.epochBeforeStart = epochBeforeStart;
      this.entries = new ArrayList<>(entries);
    }

    long endOffset() {
      return entries.isEmpty() ? start.offset() : entries.getLast().endOffset();
    }

    /** The index of the entry with this base offset, or where it would stand. */
    int indexOf(long baseOffset) {
      int low = 0;
      int high = entries.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (entries.get(middle).baseOffset() < baseOffset) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    void apply(Output operation) {
      switch (operation) {
        case Output.AppendToLog append -> append.entries().forEach(this::append);
        case Output.TruncateLog truncate -> cutFrom(indexOf(truncate.endOffset()));
        case Output.ResetLog reset -> {
          entries.clear();
          start = reset.start();
          epochBeforeStart = reset.epochs().lastEpoch();
        }
        case Output.TrimLog trim -> trim(trim.start());
        default -> throw new IllegalArgumentException("not of a log: " + operation);
      }
    }

    private void append(Entry entry) {
      Invariants.require(entry.baseOffset() == endOffset(), "a hole before %s", entry);
      Invariants.require(
          entry.ordinal() == nextOrdinal(), "%s is not number %s", entry, nextOrdinal());
      entries.add(entry);
    }

    int lastEpoch() {
      return entries.isEmpty() ? epochBeforeStart : entries.getLast().epoch();
    }

    long nextOrdinal() {
      return entries.isEmpty() ? start.ordinal() : entries.getLast().ordinal() + 1;
    }

    private void cutFrom(int index) {
      entries.subList(index, entries.size()).clear();
    }

    private void trim(LogStart later) {
      int index = indexOf(later.offset());
      if (index > 0) {
        epochBeforeStart = entries.get(index - 1).epoch();
        entries.subList(0, index).clear();
      }
      start = later;
    }
  }

  SimDisk(Configuration configuration, String boot) {
    saved = DurableState.fresh(configuration, boot);
    written = new Mirror(LogStart.FIRST, EpochTable.NO_EPOCH, List.of());
    issued = new Mirror(LogStart.FIRST, EpochTable.NO_EPOCH, List.of());
    synced = imageOf(written);
  }

  long nextIncarnation() {
    return ++incarnations;
  }

  DurableState saved() {
    return saved;
  }

  // Operations. Each is asked for, and completes when the simulation says so.

  void ask(Output operation) {
    logQueue.add(operation);
    if (!(operation instanceof Output.SyncLog)) {
      issued.apply(operation);
    }
  }

  void ask(DurableState state) {
    stateQueue.add(state);
  }

  Input completeState() {
    saved = stateQueue.remove();
    return new StateSaved(saved);
  }

  void completeStates() {
    while (!stateQueue.isEmpty()) {
      completeState();
    }
  }

  /** The operation of the log that completes next. */
  Output oldest() {
    return logQueue.element();
  }

  /** Completes the oldest operation of the log. */
  Input completeLog() {
    Output operation = logQueue.remove();
    if (operation instanceof Output.SyncLog sync) {
      syncAll();
      return new Synced(sync.cut(), Math.min(sync.endOffset(), written.endOffset()));
    }
    written.apply(operation);
    forgetFlipsThatAreGone();
    unsynced.add(operation);
    return new Written(cutOf(operation), written.endOffset(), nextOrdinal());
  }

  private static int cutOf(Output operation) {
    return switch (operation) {
      case Output.AppendToLog append -> append.cut();
      case Output.TruncateLog truncate -> truncate.cut();
      case Output.ResetLog reset -> reset.cut();
      default -> Integer.MIN_VALUE; // a trim reports nothing that a replica listens to
    };
  }

  void syncAll() {
    synced = imageOf(written);
    unsynced.clear();
  }

  /** Whether what lies here is to be deleted, as far as the saved state tells. */
  boolean isTombstoneOf(ReplicaId id) {
    return saved.isTombstoneOf(id);
  }

  /** The log's files go. The directory is synced, so that no loss of power brings them back. */
  void drop() {
    logQueue.clear();
    unsynced.clear();
    flipped.clear();
    written = new Mirror(LogStart.FIRST, EpochTable.NO_EPOCH, List.of());
    issued = new Mirror(LogStart.FIRST, EpochTable.NO_EPOCH, List.of());
    synced = imageOf(written);
  }

  // Reads.

  /** Whole batches from an offset that one begins at; empty where it is not there. */
  List<Entry> read(long fromOffset, long limitOffset, int maxEntries) {
    int index = written.indexOf(fromOffset);
    var read = new ArrayList<Entry>();
    while (index < written.entries.size() && read.size() < maxEntries) {
      Entry entry = written.entries.get(index++);
      boolean fits = read.isEmpty() ? entry.baseOffset() == fromOffset : true;
      if (!fits || entry.endOffset() > limitOffset) {
        break;
      }
      read.add(entry);
    }
    return List.copyOf(read);
  }

  boolean isFlippedIn(List<Entry> read) {
    return read.stream().anyMatch(entry -> flipped.contains(entry.baseOffset()));
  }

  List<Entry> readable() {
    return written.entries;
  }

  // Bad days.

  /** The process died: what was under way may have reached the page cache, or not. */
  void crash(SplittableRandom random) {
    int done = logQueue.isEmpty() ? 0 : random.nextInt(logQueue.size() + 1);
    for (int i = 0; i < done; i++) {
      completeLog();
    }
    logQueue.clear();
    int saves = stateQueue.isEmpty() ? 0 : random.nextInt(stateQueue.size() + 1);
    for (int i = 0; i < saves; i++) {
      completeState();
    }
    stateQueue.clear();
    issued = copyOf(imageOf(written));
  }

  /** The machine died as well: of what was not synced some is there, in order, and no more. */
  void losePower(SplittableRandom random) {
    crash(random);
    written = copyOf(synced);
    int survivors = unsynced.isEmpty() ? 0 : random.nextInt(unsynced.size() + 1);
    for (Output operation : unsynced.subList(0, survivors)) {
      written.apply(operation);
    }
    if (survivors < unsynced.size()
        && unsynced.get(survivors) instanceof Output.AppendToLog torn
        && torn.entries().size() > 1) {
      // Some batches of one write are whole; recovery has cut the torn one behind them.
      torn.entries().subList(0, random.nextInt(torn.entries().size())).forEach(written::append);
    }
    forgetFlipsThatAreGone();
    syncAll();
    issued = copyOf(synced);
  }

  /** Flips a bit in some batch; false if there is none with a valid one behind it. */
  boolean flip(SplittableRandom random) {
    if (written.entries.size() < 2) {
      return false;
    }
    return flipped.add(
        written.entries.get(random.nextInt(written.entries.size() - 1)).baseOffset());
  }

  private void forgetFlipsThatAreGone() {
    flipped.removeIf(offset -> offset >= written.endOffset() || offset < written.start.offset());
  }

  boolean isDamaged() {
    return !flipped.isEmpty();
  }

  RecoveredLog recover() {
    EpochTable epochs = EpochTable.EMPTY;
    if (written.start.offset() > 0) {
      epochs = epochs.with(written.epochBeforeStart, written.start.offset() - 1);
    }
    var configurations = ConfigurationHistory.startingWith(saved.configuration());
    for (Entry entry : written.entries) {
      epochs = epochs.with(entry.epoch(), entry.baseOffset());
      if (entry.payload() instanceof Payload.Change(Configuration configuration)) {
        configurations = configurations.with(entry.baseOffset(), configuration);
      }
    }
    return new RecoveredLog(
        written.start,
        written.endOffset(),
        nextOrdinal(),
        epochs,
        configurations,
        unsynced.isEmpty() ? written.endOffset() : written.start.offset(),
        flipped.isEmpty() ? Long.MAX_VALUE : flipped.first());
  }

  private long nextOrdinal() {
    return written.nextOrdinal();
  }

  private static Image imageOf(Mirror log) {
    return new Image(log.start, log.epochBeforeStart, List.copyOf(log.entries));
  }

  private static Mirror copyOf(Image image) {
    return new Mirror(image.start(), image.epochBeforeStart(), image.entries());
  }
}
