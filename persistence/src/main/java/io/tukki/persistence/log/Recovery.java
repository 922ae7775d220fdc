package io.tukki.persistence.log;

import io.tukki.persistence.log.Checkpoint.Known;
import io.tukki.persistence.log.LogFiles.SegmentEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds out where a log ends and whether it is whole, in three steps:
 *
 * <pre>
 *  segment files:   |####|####|####~~~~|~~~~|~~x
 *                    known      ^        ^    ^
 *                    by the     recovery      torn: cut, if nothing valid lies behind
 *                    checkpoint point
 * </pre>
 *
 * <ol>
 *   <li>What the checkpoint knows must be there: those bytes were synced. Not read.
 *   <li>Behind it, what an index file of this very boot covers was written whole by a process that
 *       may have died since, but its page cache did not. Not read.
 *   <li>The rest is scanned, and so is every segment where somebody has met damage before. Where a
 *       bad batch has a good one behind it, or something is missing that must be there, the log is
 *       damaged and nothing is changed: cutting would silently lose what was acknowledged.
 * </ol>
 */
final class Recovery {

  /**
   * What was found.
   *
   * @param synced the segment that holds the recovery point, as far as it is synced
   * @param segments the log's segments with their ends
   * @param plan what is to be done to the files
   * @param damage what is wrong behind the last of the segments' ends
   */
  record Found(
      long startOffset,
      Known synced,
      List<Known> segments,
      RepairPlan plan,
      RecoveryReport report,
      Optional<Checkpoint> checkpoint,
      Optional<String> damage) {}

  private final LogDirectory directory;
  private final Optional<BootId> bootId;
  private final List<RecoveryReport.Finding> findings = new ArrayList<>();
  private final List<Known> known = new ArrayList<>();
  private final List<Long> distrustedIndexes = new ArrayList<>();
  private final List<Long> deletedBehind = new ArrayList<>();
  private boolean checkpointIsDamaged;
  private boolean checkpointIsOfThisBoot;
  private final SortedSet<Long> marked = new TreeSet<>();
  private Optional<String> damage = Optional.empty();
  private boolean cut;
  private long scannedBytes;

  private Recovery(LogDirectory directory, Optional<BootId> bootId) {
    this.directory = directory;
    this.bootId = bootId;
  }

  /**
   * Looks, and changes nothing. Empty if there is no segment and no checkpoint: a log that was
   * never written.
   */
  static Optional<Found> of(LogDirectory directory, Optional<BootId> bootId) throws IOException {
    return new Recovery(directory, bootId).run();
  }

  private Optional<Found> run() throws IOException {
    LogFiles files = LogFiles.list(directory);
    Optional<Checkpoint> checkpoint =
        switch (Checkpoint.read(directory)) {
          case Checkpoint.Found.Whole(var whole) -> Optional.of(whole);
          case Checkpoint.Found.Missing() -> Optional.empty();
          case Checkpoint.Found.Damaged(var reason) -> {
            checkpointIsDamaged = true;
            findings.add(new RecoveryReport.Rebuilt(Checkpoint.FILE, reason));
            yield Optional.empty();
          }
        };
    if (files.segments().isEmpty() && checkpoint.isEmpty() && !checkpointIsDamaged) {
      return Optional.empty();
    }
    marked.addAll(DamageMark.read(directory));
    checkpointIsOfThisBoot =
        bootId.isPresent() && checkpoint.flatMap(Checkpoint::bootId).equals(bootId);
    int inFront = checkpoint.map(c -> countInFrontOf(c, files.segments())).orElse(0);
    List<SegmentEntry> entries = files.segments().subList(inFront, files.segments().size());
    Optional<Known> from =
        checkpoint.isPresent() ? compare(checkpoint.get(), entries) : firstOf(entries);
    if (from.isPresent()) {
      scanFrom(from.get(), entries);
    }
    return Optional.of(found(files, inFront, checkpoint, from));
  }

  private Found found(
      LogFiles files, int inFront, Optional<Checkpoint> checkpoint, Optional<Known> from) {
    Known last = known.getLast();
    long start =
        Math.max(known.getFirst().baseOffset(), checkpoint.map(Checkpoint::startOffset).orElse(0L));
    return new Found(
        damage.isPresent() ? Math.min(start, last.end().offset()) : start,
        from.filter(synced -> synced.end().offset() <= last.end().offset()).orElse(last),
        List.copyOf(known),
        plan(files, inFront),
        report(files, inFront),
        checkpoint,
        damage);
  }

  private RepairPlan plan(LogFiles files, int inFront) {
    List<Long> deletedInFront =
        files.segments().subList(0, inFront).stream().map(SegmentEntry::baseOffset).toList();
    return new RepairPlan(
        files.unfinished(),
        Stream.concat(files.orphanedIndexes(), distrustedIndexes.stream()).toList(),
        List.copyOf(deletedBehind.reversed()),
        cut,
        deletedInFront);
  }

  private RecoveryReport report(LogFiles files, int inFront) {
    files
        .segments()
        .subList(0, inFront)
        .forEach(entry -> findings.add(new RecoveryReport.LeftoverRemoved(entry.name())));
    files.unfinished().forEach(name -> findings.add(new RecoveryReport.LeftoverRemoved(name)));
    return new RecoveryReport(scannedBytes, List.copyOf(findings));
  }

  /** How many segments a deletion left behind: unknown to the checkpoint, and below its start. */
  private static int countInFrontOf(Checkpoint checkpoint, List<SegmentEntry> entries) {
    long firstKnown = checkpoint.segments().get(0).baseOffset();
    int count = 0;
    while (count + 1 < entries.size()
        && entries.get(count).baseOffset() < firstKnown
        && entries.get(count + 1).baseOffset() <= checkpoint.startOffset()) {
      count++;
    }
    return count;
  }

  // ---- step 1: what the checkpoint knows ----

  /**
   * @return the segment that holds the recovery point; empty if there is damage before it
   */
  private Optional<Known> compare(Checkpoint checkpoint, List<SegmentEntry> entries)
      throws IOException {
    int at = 0;
    for (Known expected : checkpoint.segments()) {
      boolean last = expected.equals(checkpoint.last());
      if (at < entries.size() && entries.get(at).baseOffset() == expected.baseOffset()) {
        SegmentEntry entry = entries.get(at);
        if (!isSound(expected, entry, last)) {
          return Optional.empty();
        }
        at++;
        known.add(expected);
      } else if (at == 0 && !last) {
        // On a full device retention may have deleted from the front before it could say so.
        findings.add(
            new RecoveryReport.FrontMissing(
                SegmentName.of(expected.baseOffset(), SegmentName.LOG)));
      } else {
        damage =
            Optional.of(
                "%s is missing".formatted(SegmentName.of(expected.baseOffset(), SegmentName.LOG)));
        if (known.isEmpty()) {
          known.add(emptyAt(expected.baseOffset(), expected.baseOrdinal()));
        }
        return Optional.empty();
      }
    }
    return Optional.of(known.removeLast());
  }

  private static Known emptyAt(long baseOffset, long baseOrdinal) {
    return new Known(baseOffset, baseOrdinal, SegmentEnd.empty(baseOffset, baseOrdinal));
  }

  /** Whether what the checkpoint knows is there. Where not, what is there is known afterwards. */
  private boolean isSound(Known expected, SegmentEntry entry, boolean last) throws IOException {
    long size = entry.sizeBytes();
    int synced = expected.end().position();
    if (size < synced || (size > synced && !last)) {
      damage = Optional.of("%s has %d bytes, %d were synced".formatted(entry.name(), size, synced));
    } else if (!isMarked(expected.baseOffset(), expected.end().offset())) {
      return true;
    }
    Known start = emptyAt(expected.baseOffset(), expected.baseOrdinal());
    BatchScan.Result result = scan(entry, start.end(), Math.min(size, synced));
    if (damage.isEmpty() && result.badness().isPresent()) {
      damage = Optional.of(badAt(entry, result));
    }
    if (damage.isPresent()) {
      known.add(new Known(expected.baseOffset(), expected.baseOrdinal(), result.end()));
    } else {
      // Perhaps it was the index that lied.
      distrustedIndexes.add(expected.baseOffset());
    }
    return damage.isEmpty();
  }

  private boolean isMarked(long baseOffset, long endOffset) {
    return !marked.subSet(baseOffset, Math.max(baseOffset, endOffset)).isEmpty();
  }

  private static String badAt(SegmentEntry entry, BatchScan.Result result) {
    return "%s is damaged at %d (%s)"
        .formatted(entry.name(), result.end().position(), result.badness().orElseThrow());
  }

  /** Without a checkpoint all is scanned. */
  private Optional<Known> firstOf(List<SegmentEntry> entries) throws IOException {
    if (entries.isEmpty()) {
      return nothingIsSound("its segments are missing and its checkpoint cannot be read");
    }
    long baseOffset = entries.get(0).baseOffset();
    Optional<Long> ordinal = baseOffset == 0 ? Optional.of(1L) : ordinalByIndex(baseOffset);
    if (baseOffset > 0 && !checkpointIsDamaged) {
      // Nothing is ever deleted from the front before a checkpoint says so.
      return nothingIsSound("what comes before %s is missing".formatted(entries.get(0).name()));
    }
    return ordinal.isPresent()
        ? Optional.of(emptyAt(baseOffset, ordinal.get()))
        : nothingIsSound(
            "the checkpoint is lost and %s does not tell how many batches came before it"
                .formatted(entries.get(0).name()));
  }

  private Optional<Known> nothingIsSound(String what) {
    damage = Optional.of(what);
    known.add(emptyAt(0, 1));
    return Optional.empty();
  }

  private Optional<Long> ordinalByIndex(long baseOffset) throws IOException {
    return IndexFile.read(directory, baseOffset).map(content -> content.header().baseOrdinal());
  }

  // ---- steps 2 and 3: what lies behind ----

  private void scanFrom(Known first, List<SegmentEntry> entries) throws IOException {
    int at = 0;
    while (entries.get(at).baseOffset() != first.baseOffset()) {
      at++;
    }
    Known current = first;
    while (true) {
      SegmentEntry entry = entries.get(at);
      List<SegmentEntry> behind = entries.subList(at + 1, entries.size());
      BatchScan.Result result = scan(current, entry);
      SegmentEnd end = result.end();
      known.add(new Known(current.baseOffset(), current.baseOrdinal(), end));
      if (damage.isPresent()) {
        return;
      }
      if (result.badness().isPresent()) {
        cutTail(entry, end, result.badness().get(), behind);
        return;
      }
      if (behind.isEmpty()) {
        return;
      }
      if (behind.get(0).baseOffset() != end.offset()) {
        String gap =
            "it ends at offset %d, the next segment starts at %d"
                .formatted(end.offset(), behind.get(0).baseOffset());
        cutTail(entry, end, gap, behind);
        return;
      }
      current =
          new Known(end.offset(), end.ordinal(), SegmentEnd.empty(end.offset(), end.ordinal()));
      at++;
    }
  }

  private BatchScan.Result scan(Known current, SegmentEntry entry) throws IOException {
    SegmentEnd written = skipByIndex(current, entry);
    SegmentEnd from =
        isMarked(entry.baseOffset(), Long.MAX_VALUE)
            ? SegmentEnd.empty(current.baseOffset(), current.baseOrdinal())
            : written;
    if (from.position() == entry.sizeBytes()) {
      return new BatchScan.Result(from, Optional.empty());
    }
    if (entry.sizeBytes() > Integer.MAX_VALUE) {
      throw LogState.offlineBy(
          directory, "%s is larger than a segment can be".formatted(entry.name()));
    }
    BatchScan.Result result = scan(entry, from, entry.sizeBytes());
    if (damage.isEmpty() && result.end().position() < written.position()) {
      damage = Optional.of(badAt(entry, result));
    }
    return result;
  }

  private BatchScan.Result scan(SegmentEntry entry, SegmentEnd from, long limit)
      throws IOException {
    scannedBytes += limit - from.position();
    try (StorageFile file = open(entry)) {
      return new BatchScan(file, from.position(), limit).from(from);
    }
  }

  /** Where the segment is whole by its index's word, if that word was given on this boot. */
  private SegmentEnd skipByIndex(Known current, SegmentEntry entry) throws IOException {
    SegmentEnd from = current.end();
    if (from.position() == entry.sizeBytes() && checkpointIsOfThisBoot) {
      return from;
    }
    Optional<IndexFile.Header> header =
        IndexFile.read(directory, entry.baseOffset()).map(IndexFile.Content::header);
    if (header.isEmpty()) {
      return from;
    }
    SegmentEnd covered = header.get().covered();
    if (header.get().baseOrdinal() != current.baseOrdinal()
        || (!isThisBoot(header.get()) && covered.position() > from.position())) {
      distrustedIndexes.add(entry.baseOffset());
      return from;
    }
    if (covered.position() > entry.sizeBytes()) {
      damage =
          Optional.of(
              "%s has %d bytes, %d were written"
                  .formatted(entry.name(), entry.sizeBytes(), covered.position()));
      return from;
    }
    return covered.position() > from.position() ? covered : from;
  }

  private boolean isThisBoot(IndexFile.Header header) {
    return bootId.isPresent() && header.bootId().equals(bootId);
  }

  private StorageFile open(SegmentEntry entry) throws IOException {
    return directory.storage().open(directory.path().resolve(entry.name()), Storage.Mode.READ);
  }

  // ---- a bad batch ----

  private void cutTail(SegmentEntry bad, SegmentEnd end, String badness, List<SegmentEntry> behind)
      throws IOException {
    findValid(bad, end.position() + 1L, end, bad, badness);
    for (SegmentEntry later : behind) {
      if (damage.isEmpty()) {
        findValid(later, 0, end, bad, badness);
      }
    }
    if (damage.isPresent()) {
      return;
    }
    long cutBytes = bad.sizeBytes() - end.position();
    cut = cutBytes > 0;
    if (cut) {
      findings.add(new RecoveryReport.TornTailCut(bad.name(), end.position(), cutBytes));
    }
    for (SegmentEntry later : behind) {
      deletedBehind.add(later.baseOffset());
      findings.add(new RecoveryReport.TornTailCut(later.name(), 0, later.sizeBytes()));
    }
  }

  /** What lies in front of a valid batch was whole once. */
  private void findValid(
      SegmentEntry searched, long from, SegmentEnd end, SegmentEntry bad, String badness)
      throws IOException {
    if (from >= searched.sizeBytes()) {
      return;
    }
    scannedBytes += searched.sizeBytes() - from;
    try (StorageFile file = open(searched)) {
      Optional<Long> found =
          new BatchScan(file, from, searched.sizeBytes()).findBatch(from, end.offset());
      if (found.isPresent()) {
        damage =
            Optional.of(
                "%s is damaged at %d (%s), and valid batches follow at %d of %s"
                    .formatted(bad.name(), end.position(), badness, found.get(), searched.name()));
      }
    }
  }
}
