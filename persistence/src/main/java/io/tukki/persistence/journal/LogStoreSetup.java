package io.tukki.persistence.journal;

import io.tukki.persistence.replication.LogStore;
import org.apache.pekko.actor.setup.Setup;

/** Puts another store under an actor system, for tests of what happens on a bad disk. */
final class LogStoreSetup extends Setup {

  private final LogStore logs;

  LogStoreSetup(LogStore logs) {
    this.logs = logs;
  }

  LogStore logs() {
    return logs;
  }
}
