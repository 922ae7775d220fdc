package io.tukki.persistence.replication;

import io.tukki.persistence.log.RecoveryReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator what opening a log found; a log that was in order is not worth a line. */
final class RecoveryLog {

  private static final Logger LOG = LoggerFactory.getLogger(RecoveryLog.class);

  private RecoveryLog() {}

  static void tell(String persistenceId, RecoveryReport report) {
    for (RecoveryReport.Finding finding : report.findings()) {
      LOG.warn("Log '{}': {}", persistenceId, finding.message());
    }
  }
}
