package io.tukki.persistence.replication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the files of logs that are not used: those idle for long, and, where more are open than
 * may be, those idle longest. A closed log opens by itself when it is used again, so whom this
 * takes by surprise loses time and nothing else.
 */
final class OpenLogs {

  private static final Logger LOG = LoggerFactory.getLogger(OpenLogs.class);

  /** Looked after this often within the time after which idle logs are closed. */
  private static final int CHECKS = 4;

  /** Over the bound, this many more are closed than must be, so that the next one has room. */
  private static final double SLACK = 0.1;

  private static final Duration LONGEST_CHECK_INTERVAL = Duration.ofSeconds(5);

  private final Collection<DrivenLog> logs;
  private final StoreSettings.Idle bounds;

  /**
   * @param logs every log, open or not; a live view
   */
  OpenLogs(Collection<DrivenLog> logs, StoreSettings.Idle bounds) {
    this.logs = logs;
    this.bounds = bounds;
  }

  Duration checkInterval() {
    Duration interval = bounds.closeAfter().dividedBy(CHECKS);
    return interval.compareTo(LONGEST_CHECK_INTERVAL) < 0 ? interval : LONGEST_CHECK_INTERVAL;
  }

  void check() {
    long idleSince = System.nanoTime() - bounds.closeAfter().toNanos();
    List<DrivenLog> open = new ArrayList<>();
    for (DrivenLog log : logs) {
      if (log.isOpen()) {
        if (log.lastUsedNanos() - idleSince < 0) {
          close(log);
        } else {
          open.add(log);
        }
      }
    }
    closeOldest(open);
  }

  private void closeOldest(List<DrivenLog> open) {
    int surplus = open.size() - bounds.maxOpen();
    if (surplus <= 0) {
      return;
    }
    long now = System.nanoTime();
    // Ages and not times: nanoTime may wrap around. Taken once, since logs are used meanwhile.
    record Aged(DrivenLog log, long ageNanos) {}
    open.stream()
        .map(log -> new Aged(log, now - log.lastUsedNanos()))
        .sorted(Comparator.comparingLong(Aged::ageNanos).reversed())
        .limit(surplus + (long) (bounds.maxOpen() * SLACK))
        .forEach(aged -> close(aged.log()));
  }

  private static void close(DrivenLog log) {
    log.closeFiles()
        .exceptionally(
            failure -> {
              LOG.warn("Could not close the files of log '{}'", log.persistenceId(), failure);
              return null;
            });
  }
}
