package io.tukki.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.tukki.persistence.replication.FlushPolicy;
import io.tukki.persistence.replication.ReplicationSettings;
import io.tukki.persistence.replication.StoreSettings;
import java.time.Duration;

/** The sections {@code tukki.persistence} and {@code tukki.replication} as typed settings. */
final class StorageConfig {

  private StorageConfig() {}

  static StoreSettings settings(Config config) {
    Config section = config.getConfig("tukki.persistence");
    return new StoreSettings(
        flush(section.getConfig("flush")),
        queues(section.getConfig("queues")),
        new StoreSettings.Threads(
            section.getInt("threads.writing"),
            section.getInt("threads.reading"),
            section.getInt("threads.syncing")),
        new StoreSettings.Idle(
            section.getDuration("open-logs.close-after"),
            section.getInt("open-logs.max"),
            section.getDuration("open-logs.close-timeout")),
        new StoreSettings.Care(
            section.getBytes("scrub.bytes-per-second"),
            section.getDuration("scrub.interval"),
            section.getDuration("scrub.start-delay"),
            section.getBytes("quarantine.max-bytes-per-log")),
        replication(config.getConfig("tukki.replication")));
  }

  private static ReplicationSettings replication(Config section) {
    return new ReplicationSettings(
        new ReplicationSettings.Timing(
            section.getDuration("heartbeat-interval"),
            section.getDuration("quorum-timeout"),
            section.getDuration("candidacy-timeout")),
        new ReplicationSettings.Shipments(
            Math.toIntExact(section.getBytes("shipments.max-bytes")),
            section.getInt("shipments.max-in-flight"),
            section.getInt("shipments.max-live-at-a-time"),
            section.getInt("shipments.max-catch-up-at-a-time"),
            section.getBytes("shipments.max-catch-up-bytes-per-second")),
        section.getInt("max-pending-appends"),
        section.getBytes("max-arrival-bytes"));
  }

  private static FlushPolicy flush(Config flush) {
    String policy = flush.getString("policy");
    return switch (policy) {
      case "none" -> new FlushPolicy.None();
      case "interval" -> new FlushPolicy.Interval(interval(flush));
      case "commit" -> new FlushPolicy.Commit();
      default ->
          throw new ConfigException.BadValue(
              flush.getValue("policy").origin(),
              "tukki.persistence.flush.policy",
              "is none, interval or commit, not '" + policy + "'");
    };
  }

  private static Duration interval(Config flush) {
    Duration interval = flush.getDuration("interval");
    if (interval.isNegative() || interval.isZero()) {
      throw new ConfigException.BadValue(
          flush.getValue("interval").origin(),
          "tukki.persistence.flush.interval",
          "must be more than nothing, such as 500ms, not "
              + flush.getValue("interval").unwrapped());
    }
    return interval;
  }

  private static StoreSettings.Queues queues(Config queues) {
    return new StoreSettings.Queues(
        queues.getBytes("max-bytes-per-log"),
        queues.getBytes("max-bytes"),
        Math.toIntExact(queues.getBytes("max-gather-bytes")));
  }
}
