package io.tukki.persistence.replication;

import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.LogDamage;
import java.nio.file.Path;

/** Why a damaged log that nobody else holds stays closed, and what can be done about it. */
final class DamagedAlone {

  private DamagedAlone() {}

  static LogOfflineException refusal(Path directory, LogDamage damage) {
    return new LogOfflineException(
        ("The log in %s is damaged: %s. Nothing was changed. No other node holds it: put a sound"
                + " copy of the file in its place, from a backup, and start the node again, or"
                + " delete the topic. Records below offset %d are sound; 'tukki log dump' shows"
                + " them.")
            .formatted(directory, damage.message(), damage.offset()));
  }
}
