package io.tukki.persistence.replication;

import io.tukki.core.id.PartitionId;
import io.tukki.core.log.LogConfig;
import io.tukki.persistence.log.LogIdentity;
import java.util.OptionalLong;

/** What follows from whose log it is. */
final class LogKinds {

  /** Entities' logs are small and many; snapshots let whole segments of them go. */
  private static final int EVENTS_SEGMENT_BYTES = 64 << 20;

  private static final long NEVER_MS = Long.MAX_VALUE;

  /** Events are kept until their entity deletes them. */
  private static final LogConfig EVENTS =
      new LogConfig(
          EVENTS_SEGMENT_BYTES,
          NEVER_MS,
          OptionalLong.empty(),
          OptionalLong.empty(),
          LogConfig.DEFAULT.indexIntervalBytes());

  private LogKinds() {}

  /** A partition's log holds batches of records; any other entity's holds its events. */
  static LogIdentity.Kind kindOf(String persistenceId) {
    return PartitionId.ofPersistenceId(persistenceId).isPresent()
        ? LogIdentity.Kind.BATCHES
        : LogIdentity.Kind.RECORDS;
  }

  /** Until the topic's own configuration is known. */
  static LogConfig configOf(LogIdentity.Kind kind) {
    return switch (kind) {
      case BATCHES -> LogConfig.DEFAULT;
      case RECORDS -> EVENTS;
    };
  }
}
