package io.tukki.clusterconfig.cli;

import java.io.PrintStream;
import java.util.Locale;

/** Counts what went through; on a terminal it is shown a few times a second. One thread. */
final class Progress {

  private static final long SHOW_EVERY_NANOS = 200_000_000;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final String verb;
  private final PrintStream terminal;
  private final boolean visible;
  private final long startNanos = System.nanoTime();
  private long shownNanos = startNanos;
  private long records;
  private long bytes;

  private Progress(String verb, PrintStream terminal, boolean visible) {
    this.verb = verb;
    this.terminal = terminal;
    this.visible = visible;
  }

  /** Shown on standard error where that is a terminal. */
  static Progress of(String verb, boolean quiet) {
    return new Progress(verb, System.err, Terminal.errorIsTerminal() && !quiet);
  }

  void add(long moreRecords, long moreBytes) {
    records += moreRecords;
    bytes += moreBytes;
    long now = System.nanoTime();
    if (visible && now - shownNanos > SHOW_EVERY_NANOS) {
      shownNanos = now;
      terminal.print(ERASE_LINE + summary(records));
      terminal.flush();
    }
  }

  void erase() {
    if (visible) {
      terminal.print(ERASE_LINE);
      terminal.flush();
    }
  }

  /**
   * Such as {@code stored 63,436 records, 50.1 MB in 1.2 s (52,863 records/s, 41.7 MB/s)}.
   *
   * @param records how many it was in the end
   */
  String summary(long records) {
    double seconds = Math.max(0.001, (System.nanoTime() - startNanos) / 1e9);
    return String.format(
        Locale.ROOT,
        "%s %,d records, %s in %.1f s (%,.0f records/s, %s/s)",
        verb,
        records,
        size(bytes),
        seconds,
        records / seconds,
        size((long) (bytes / seconds)));
  }

  static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }
}
