package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What recovery has to do to the files, decided in full before any of it is done.
 *
 * @param unfinished replacements that never took place
 * @param distrustedIndexes base offsets of segments whose index files may tell of other content
 * @param deletedBehind segments behind the end of the log, last one first
 * @param cut whether the last segment's file goes on behind its end
 * @param deletedInFront segments below the start offset
 */
record RepairPlan(
    List<String> unfinished,
    List<Long> distrustedIndexes,
    List<Long> deletedBehind,
    boolean cut,
    List<Long> deletedInFront) {

  /**
   * Each step durably before the next, so that a crash on the way leaves nothing that could be
   * taken for a whole log with a hole in it.
   */
  void carryOut(LogDirectory directory, Checkpoint.Known last) throws IOException {
    Storage storage = directory.storage();
    for (String name : unfinished) {
      storage.delete(directory.path().resolve(name));
    }
    if (!distrustedIndexes.isEmpty()) {
      for (long baseOffset : distrustedIndexes) {
        IndexFile.delete(directory, baseOffset);
      }
      storage.syncDirectory(directory.path());
    }
    for (long baseOffset : deletedBehind) {
      IndexFile.delete(directory, baseOffset);
      storage.delete(logPath(directory, baseOffset));
      storage.syncDirectory(directory.path());
    }
    if (cut) {
      cutBehind(directory, last);
    }
    for (long baseOffset : deletedInFront) {
      IndexFile.delete(directory, baseOffset);
      storage.delete(logPath(directory, baseOffset));
    }
  }

  private static void cutBehind(LogDirectory directory, Checkpoint.Known last) throws IOException {
    Path path = logPath(directory, last.baseOffset());
    try (StorageFile file = directory.storage().open(path, Storage.Mode.READ_WRITE)) {
      file.truncate(last.end().position());
      file.force();
    }
  }

  private static Path logPath(LogDirectory directory, long baseOffset) {
    return directory.path().resolve(SegmentName.of(baseOffset, SegmentName.LOG));
  }
}
