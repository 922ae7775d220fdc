package io.tukki.persistence.log;

import java.util.List;

/**
 * What opening a log found and did. Damage that cannot be put right without losing data is not
 * here: it keeps the log from opening at all.
 *
 * @param scannedBytes how much was read and checked; 0 for a log that was closed cleanly
 */
public record RecoveryReport(long scannedBytes, List<Finding> findings) {

  /** Something that was not as a clean close leaves it, and was put right. */
  public sealed interface Finding {

    /** One sentence for a person. */
    String message();
  }

  /** Bytes at the end of the log that are no whole batch, with nothing valid behind them. */
  public record TornTailCut(String segment, long position, long cutBytes) implements Finding {
    @Override
    public String message() {
      return "cut %d bytes of an unfinished append at %d of %s"
          .formatted(cutBytes, position, segment);
    }
  }

  /** A file that only speeds things up was missing or damaged and is made anew from the log. */
  public record Rebuilt(String file, String reason) implements Finding {
    @Override
    public String message() {
      return "%s is rebuilt: %s".formatted(file, reason);
    }
  }

  /** A file that an interrupted deletion or replacement left behind. */
  public record LeftoverRemoved(String file) implements Finding {
    @Override
    public String message() {
      return "removed %s, left behind by an interrupted operation".formatted(file);
    }
  }

  /** The oldest records are gone although nobody said that they should be. */
  public record FrontMissing(String segment) implements Finding {
    @Override
    public String message() {
      return "%s is gone from the front of the log, which starts later now".formatted(segment);
    }
  }
}
