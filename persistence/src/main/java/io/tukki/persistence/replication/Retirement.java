package io.tukki.persistence.replication;

import java.io.IOException;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the files of replicas that were removed from their logs. That they have none is written
 * down before, so that whatever a crash leaves is known for what it is.
 */
final class Retirement {

  private static final Logger LOG = LoggerFactory.getLogger(Retirement.class);

  /** Deletes the files of a log that is not open. */
  interface Deletion {
    void of(String persistenceId) throws IOException;
  }

  private final Node node;
  private final ConcurrentMap<String, DrivenLog> logs;
  private final Deletion deletion;

  /**
   * @param logs those in use
   */
  Retirement(Node node, ConcurrentMap<String, DrivenLog> logs, Deletion deletion) {
    this.node = node;
    this.logs = logs;
    this.deletion = deletion;
  }

  /** What removed replicas left here when their process ended; before any log is opened. */
  void deleteLeftovers() throws IOException {
    for (String log : node.states().retired(node.self())) {
      deletion.of(log);
    }
  }

  /** Another replica may begin, with what this one promised, as soon as this one is gone. */
  void retire(String persistenceId) {
    DrivenLog log = logs.get(persistenceId);
    if (log == null) {
      return;
    }
    var unused =
        log.retire()
            .whenComplete(
                (done, failure) -> {
                  logs.remove(persistenceId, log);
                  if (failure == null) {
                    node.reigns().retired();
                  } else {
                    LOG.warn(
                        "The files of log '{}', from which this node's replica was removed, go when"
                            + " the node is started again",
                        persistenceId,
                        failure);
                  }
                });
  }
}
