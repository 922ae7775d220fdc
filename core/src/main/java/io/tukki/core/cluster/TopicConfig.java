package io.tukki.core.cluster;

import io.tukki.core.cluster.TopicConfigs.CompressionChoice;
import io.tukki.core.log.LogConfig;
import io.tukki.core.record.Compression;
import io.tukki.core.record.TimestampType;
import io.tukki.core.result.Refusal.InvalidConfig;
import io.tukki.core.result.Result;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A topic's configuration: what was set for it, over the defaults. Immutable and always valid.
 *
 * <p>Keys and meanings are Kafka's; {@link TopicConfigs} lists them. Values are read once, here,
 * since the typed ones are asked for with every append.
 */
public final class TopicConfig {

  /** Nothing set. */
  public static final TopicConfig DEFAULT = new TopicConfig(Map.of());

  private final Map<String, String> overrides;
  private final LogConfig log;
  private final int maxMessageBytes;
  private final int minInSyncReplicas;
  private final TimestampType timestampType;
  private final long timestampBeforeMaxMs;
  private final long timestampAfterMaxMs;
  private final Optional<Compression> compression;

  private TopicConfig(Map<String, String> overrides) {
    this.overrides = Collections.unmodifiableMap(new TreeMap<>(overrides));
    this.log =
        new LogConfig(
            value(TopicConfigs.SEGMENT_BYTES),
            value(TopicConfigs.SEGMENT_MS),
            limit(value(TopicConfigs.RETENTION_MS)),
            limit(value(TopicConfigs.RETENTION_BYTES)),
            value(TopicConfigs.INDEX_INTERVAL_BYTES));
    this.maxMessageBytes = value(TopicConfigs.MAX_MESSAGE_BYTES);
    this.minInSyncReplicas = value(TopicConfigs.MIN_INSYNC_REPLICAS);
    this.timestampType = value(TopicConfigs.MESSAGE_TIMESTAMP_TYPE);
    this.timestampBeforeMaxMs = value(TopicConfigs.MESSAGE_TIMESTAMP_BEFORE_MAX_MS);
    this.timestampAfterMaxMs = value(TopicConfigs.MESSAGE_TIMESTAMP_AFTER_MAX_MS);
    this.compression =
        switch (value(TopicConfigs.COMPRESSION_TYPE)) {
          case CompressionChoice.Producers() -> Optional.empty();
          case CompressionChoice.Always(var always) -> Optional.of(always);
        };
  }

  /**
   * Refused with {@link InvalidConfig} for the first key, by name, that is unknown or ill-valued.
   */
  public static Result<TopicConfig> of(Map<String, String> overrides) {
    return new TreeMap<>(overrides)
        .entrySet().stream()
            .flatMap(entry -> TopicConfigs.check(entry.getKey(), entry.getValue()).stream())
            .findFirst()
            .<Result<TopicConfig>>map(Result::refused)
            .orElseGet(() -> Result.ok(new TopicConfig(overrides)));
  }

  /**
   * What history recorded. Never refuses: what this version does not understand is kept as it is
   * written, and has no effect.
   */
  public static TopicConfig recorded(Map<String, String> overrides) {
    return overrides.isEmpty() ? DEFAULT : new TopicConfig(overrides);
  }

  /** With values set, or unset where empty; all of them or none. */
  public Result<TopicConfig> with(Map<String, Optional<String>> changes) {
    Map<String, String> changed = new TreeMap<>(overrides);
    for (Map.Entry<String, Optional<String>> change : new TreeMap<>(changes).entrySet()) {
      String key = change.getKey();
      Optional<InvalidConfig> wrong =
          change
              .getValue()
              .map(value -> TopicConfigs.check(key, value))
              .orElseGet(() -> checkUnset(key));
      if (wrong.isPresent()) {
        return Result.refused(wrong.get());
      }
      change
          .getValue()
          .ifPresentOrElse(value -> changed.put(key, value), () -> changed.remove(key));
    }
    return Result.ok(recorded(changed));
  }

  /** A key that is set can be unset, known here or not. */
  private Optional<InvalidConfig> checkUnset(String key) {
    return TopicConfigs.named(key).isPresent() || overrides.containsKey(key)
        ? Optional.empty()
        : Optional.of(TopicConfigs.unknown(key));
  }

  /** What was set for this topic itself, as it was written, sorted by key. */
  public Map<String, String> overrides() {
    return overrides;
  }

  /** What holds for a key, whether it was set or not. */
  public <T> T value(ConfigDefinition<T> definition) {
    String set = overrides.get(definition.name());
    if (set != null && definition.read(set) instanceof Result.Ok<T>(T value)) {
      return value;
    }
    return definition.read(definition.defaultValue()).orThrow();
  }

  public LogConfig log() {
    return log;
  }

  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  public int minInSyncReplicas() {
    return minInSyncReplicas;
  }

  public TimestampType timestampType() {
    return timestampType;
  }

  /** How far a producer's timestamp may lie in the past; {@code Long.MAX_VALUE} for any. */
  public long timestampBeforeMaxMs() {
    return timestampBeforeMaxMs;
  }

  /** How far a producer's timestamp may lie in the future; {@code Long.MAX_VALUE} for any. */
  public long timestampAfterMaxMs() {
    return timestampAfterMaxMs;
  }

  /** Empty keeps whatever the producer chose ({@code compression.type=producer}). */
  public Optional<Compression> compression() {
    return compression;
  }

  private static OptionalLong limit(long value) {
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TopicConfig that && overrides.equals(that.overrides);
  }

  @Override
  public int hashCode() {
    return overrides.hashCode();
  }

  @Override
  public String toString() {
    return "TopicConfig" + overrides;
  }
}
