package io.tukki.persistence.journal;

import io.tukki.persistence.log.DataDirectory;
import org.apache.pekko.actor.setup.Setup;

/**
 * Hands a data directory that is open already to an actor system, so that its identity can be
 * known, and a second process refused, before the system starts. Whoever opened it closes it, when
 * the system has terminated.
 */
public final class DataDirectorySetup extends Setup {

  private final DataDirectory directory;

  public DataDirectorySetup(DataDirectory directory) {
    this.directory = directory;
  }

  DataDirectory directory() {
    return directory;
  }
}
