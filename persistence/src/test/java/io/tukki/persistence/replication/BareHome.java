package io.tukki.persistence.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory without a node's identity, whose note is a file. */
record BareHome(Path path) implements Home {

  static final String NOTE = "promised";

  @Override
  public Path logsPath() {
    return path.resolve("logs");
  }

  @Override
  public boolean promised() {
    return Files.exists(path.resolve(NOTE));
  }

  @Override
  public void notePromised() throws IOException {
    Files.writeString(path.resolve(NOTE), "");
  }
}
