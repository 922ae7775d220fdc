package io.tukki.core.cluster;

import io.tukki.core.log.LogConfig;
import io.tukki.core.record.Compression;
import io.tukki.core.record.TimestampType;
import java.util.Map;
import java.util.Optional;

/**
 * A topic's configuration: what was set for it, over the cluster's defaults. Always valid.
 *
 * <p>Keys and meanings are Kafka's.
 */
public interface TopicConfig {

  /** What was set for this topic itself, as it was written. */
  Map<String, String> overrides();

  LogConfig log();

  int maxMessageBytes();

  int minInSyncReplicas();

  TimestampType timestampType();

  /** Empty keeps whatever the producer chose ({@code compression.type=producer}). */
  Optional<Compression> compression();
}
