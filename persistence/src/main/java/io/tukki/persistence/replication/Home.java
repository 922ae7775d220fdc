package io.tukki.persistence.replication;

import io.tukki.persistence.log.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where a store keeps everything, and what is remembered there apart from the store's own files.
 */
interface Home {

  Path path();

  /** Where logs lie, one directory each. */
  Path logsPath();

  /** Whether a replica here ever promised anything. */
  boolean promised();

  /** Remembers that, durably, as long as the directory has its name. */
  void notePromised() throws IOException;

  static Home in(DataDirectory directory) {
    return new Home() {
      @Override
      public Path path() {
        return directory.path();
      }

      @Override
      public Path logsPath() {
        return directory.logsPath();
      }

      @Override
      public boolean promised() {
        return directory.promised();
      }

      @Override
      public void notePromised() throws IOException {
        directory.notePromised();
      }
    };
  }
}
