package io.tukki.persistence.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tukki.persistence.log.Storage;
import io.tukki.persistence.log.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the scrub is, so that a node that is restarted often does not read the same logs again
 * and again. A small file that may be lost. Used by the scrub's thread alone.
 */
final class ScrubPlace {

  static final String FILE = "scrub";

  private static final Logger LOG = LoggerFactory.getLogger(ScrubPlace.class);

  private static final int MAX_BYTES = 1024;

  private final Storage storage;
  private final Path file;
  private final Duration interval;

  private long begunMs;
  private String reached = "";

  ScrubPlace(Storage storage, Path home, Duration interval) {
    this.storage = storage;
    this.file = home.resolve(FILE);
    this.interval = interval;
    read();
  }

  /**
   * @return behind which directory's name to go on; empty for a pass that begins
   */
  String begin(long nowMs) {
    if (reached.isEmpty()) {
      begunMs = nowMs;
    }
    return reached;
  }

  void reached(String name) {
    reached = name;
    write();
  }

  void end() {
    reached("");
  }

  /** None where a pass is under way. */
  long untilNextPassMs(long nowMs) {
    return !reached.isEmpty() ? 0 : Math.max(0, begunMs + interval.toMillis() - nowMs);
  }

  private void write() {
    try (StorageFile target = storage.open(file, Storage.Mode.CREATE_OR_EMPTY)) {
      ByteBuffer[] text = {ByteBuffer.wrap((begunMs + " " + reached).getBytes(UTF_8))};
      target.write(0, text, 0, 1);
    } catch (IOException e) {
      LOG.debug("How far the scrub is could not be noted", e);
    }
  }

  private void read() {
    try {
      if (!storage.exists(file)) {
        return;
      }
      ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
      try (StorageFile source = storage.open(file, Storage.Mode.READ)) {
        source.read(0, bytes);
      }
      String[] parts = UTF_8.decode(bytes.flip()).toString().split(" ", 2);
      begunMs = Long.parseLong(parts[0]);
      reached = parts.length > 1 ? parts[1] : "";
    } catch (IOException | NumberFormatException e) {
      LOG.debug("How far the scrub was is not known", e);
    }
  }
}
