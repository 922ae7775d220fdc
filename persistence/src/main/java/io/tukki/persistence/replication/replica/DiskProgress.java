package io.tukki.persistence.replication.replica;

/**
 * How far the disk has followed what the replica asked of its log. Each truncation begins a new
 * cut; what completes under an older cut says nothing about what was written since.
 */
record DiskProgress(int cut, long writtenEnd, int writtenCut, long syncedEnd, int syncedCut) {

  static DiskProgress recovered(long endOffset, long syncedEnd) {
    return new DiskProgress(0, endOffset, 0, syncedEnd, 0);
  }

  DiskProgress truncatedTo(long endOffset) {
    return new DiskProgress(
        cut + 1,
        Math.min(writtenEnd, endOffset),
        writtenCut,
        Math.min(syncedEnd, endOffset),
        syncedCut);
  }

  DiskProgress written(int ofCut, long endOffset) {
    return ofCut == cut ? new DiskProgress(cut, endOffset, cut, syncedEnd, syncedCut) : this;
  }

  DiskProgress synced(int ofCut, long endOffset) {
    return ofCut == cut
        ? new DiskProgress(cut, writtenEnd, writtenCut, Math.max(syncedEnd, endOffset), cut)
        : this;
  }

  /** Whether the log reads as the replica believes, the last truncation included. */
  boolean isWrittenTo(long endOffset) {
    return writtenCut == cut && writtenEnd >= endOffset;
  }

  boolean isSyncedTo(long endOffset) {
    return syncedCut == cut && syncedEnd >= endOffset;
  }
}
