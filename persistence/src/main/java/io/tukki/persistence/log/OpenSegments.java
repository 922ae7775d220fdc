package io.tukki.persistence.log;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Bounds what all segments of a node together hold on to between uses: file descriptors, and
 * indexes of segments that are not written to any more. Past a bound, those that were not used
 * lately give theirs up and get them again when they are next used.
 *
 * <p>What is in use cannot be given up, so a bound may be passed for that long. Thread-safe.
 */
public final class OpenSegments {

  /** A segment, as this class sees it. */
  interface Member {

    /** Whether it was used since it was last asked. */
    boolean wasUsedLately();

    /**
     * Gives up everything, or nothing if it is in use.
     *
     * @param evenIfUnsynced whether also a file may be closed whose content was not synced: the
     *     system may then tell nobody that it could not write it
     * @return whether it holds nothing now
     */
    boolean giveUp(boolean evenIfUnsynced);
  }

  public static final int DEFAULT_MAX_OPEN_FILES = 2_000;
  public static final long DEFAULT_MAX_INDEX_BYTES = 64L << 20;

  private final int maxOpenFiles;
  private final long maxIndexBytes;
  private final Set<Member> members = new LinkedHashSet<>();
  private long indexBytes;

  public OpenSegments(int maxOpenFiles, long maxIndexBytes) {
    this.maxOpenFiles = maxOpenFiles;
    this.maxIndexBytes = maxIndexBytes;
  }

  public static OpenSegments withDefaults() {
    return new OpenSegments(DEFAULT_MAX_OPEN_FILES, DEFAULT_MAX_INDEX_BYTES);
  }

  synchronized void opened(Member member) {
    members.add(member);
    makeRoom();
  }

  synchronized void closed(Member member) {
    members.remove(member);
  }

  synchronized void indexLoaded(Member member, int bytes) {
    members.add(member);
    indexBytes += bytes;
    makeRoom();
  }

  synchronized void indexDropped(int bytes) {
    indexBytes -= bytes;
  }

  /** How many segments hold something; for metrics and tests. */
  public synchronized int count() {
    return members.size();
  }

  /** What the indexes that may be given up take; for metrics and tests. */
  public synchronized long indexBytes() {
    return indexBytes;
  }

  /** Members used lately get a second chance; unsynced ones go only if that did not suffice. */
  private void makeRoom() {
    if (members.size() > maxOpenFiles || indexBytes > maxIndexBytes) {
      sweep(false, false);
      sweep(true, false);
      sweep(true, true);
    }
  }

  private void sweep(boolean evenIfUsedLately, boolean evenIfUnsynced) {
    for (Member member : List.copyOf(members)) {
      if (hasRoomToSpare()) {
        return;
      }
      // Asked first, since asking is what makes it count as used longer ago the next time.
      boolean usedLately = member.wasUsedLately();
      if ((!usedLately || evenIfUsedLately) && member.giveUp(evenIfUnsynced)) {
        members.remove(member);
      }
    }
  }

  /** So that not every opening at the bound looks at all members again. */
  private boolean hasRoomToSpare() {
    return members.size() <= maxOpenFiles * 9L / 10 && indexBytes <= maxIndexBytes / 10 * 9;
  }
}
