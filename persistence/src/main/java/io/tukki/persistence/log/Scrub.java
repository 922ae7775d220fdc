package io.tukki.persistence.log;

import io.tukki.persistence.log.LogInspector.SegmentFileInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads closed segments that were written long ago, to learn of decay before somebody needs the
 * bytes. Looks at the files from outside, whether or not the log is open, and changes nothing.
 */
public final class Scrub {

  /** Slows the reading down. */
  @FunctionalInterface
  public interface Pace {
    /** To be called before so many bytes are read; may block, or end it by an exception. */
    void take(int bytes) throws IOException;
  }

  /** What a segment was found to be. */
  public sealed interface Finding {

    record Sound() implements Finding {}

    /**
     * As far as can be said from outside: the segment may have been cut meanwhile.
     *
     * @param offset where a sound batch was expected
     */
    record Damaged(long offset, String message) implements Finding {}
  }

  private final LogDirectory directory;
  private final Pace pace;

  public Scrub(Storage storage, Path directory, Pace pace) {
    this.directory = new LogDirectory(storage, directory);
    this.pace = pace;
  }

  /**
   * Checks every batch, and that they lead up to the next segment.
   *
   * @throws IOException if it could not be read, because it was deleted, for one
   */
  public Finding check(SegmentFileInfo segment, long nextBaseOffset) throws IOException {
    Path path = directory.path().resolve(segment.name());
    try (StorageFile file =
        new PacedFile(directory.storage().open(path, Storage.Mode.READ), pace)) {
      BatchScan.Result result =
          new BatchScan(file, 0, segment.sizeBytes())
              .from(SegmentEnd.empty(segment.baseOffset(), 1));
      SegmentEnd end = result.end();
      Optional<String> badness =
          result.badness().isEmpty() && end.offset() != nextBaseOffset
              ? Optional.of("it ends at offset %d".formatted(end.offset()))
              : result.badness();
      return badness
          .<Finding>map(
              what ->
                  new Finding.Damaged(
                      Math.min(end.offset(), nextBaseOffset - 1),
                      "%s, at %d: %s".formatted(segment.name(), end.position(), what)))
          .orElseGet(Finding.Sound::new);
    }
  }
}
