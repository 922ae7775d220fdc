package io.tukki.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.log.LogConfig;
import io.tukki.core.record.Compression;
import io.tukki.core.record.TimestampType;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.InvalidConfig;
import io.tukki.core.result.Result;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TopicConfigTest {

  @Test
  void withNothingSetKafkasDefaultsHold() {
    TopicConfig config = TopicConfig.DEFAULT;

    assertThat(config.log()).isEqualTo(LogConfig.DEFAULT);
    assertThat(config.maxMessageBytes()).isEqualTo(1_048_588);
    assertThat(config.minInSyncReplicas()).isEqualTo(1);
    assertThat(config.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
    assertThat(config.timestampBeforeMaxMs()).isEqualTo(Long.MAX_VALUE);
    assertThat(config.timestampAfterMaxMs()).isEqualTo(3_600_000);
    assertThat(config.compression()).isEmpty();
    assertThat(config.overrides()).isEmpty();
  }

  @Test
  void whatIsSetHolds() {
    TopicConfig config =
        TopicConfig.of(
                Map.of(
                    "retention.ms", "-1",
                    "retention.bytes", "2048",
                    "segment.bytes", "1024",
                    "segment.ms", "1",
                    "index.interval.bytes", "0",
                    "max.message.bytes", " 100 ",
                    "min.insync.replicas", "2",
                    "message.timestamp.type", "LogAppendTime",
                    "compression.type", "zstd"))
            .orThrow();

    assertThat(config.log())
        .isEqualTo(new LogConfig(1024, 1, OptionalLong.empty(), OptionalLong.of(2048), 0));
    assertThat(config.maxMessageBytes()).isEqualTo(100);
    assertThat(config.minInSyncReplicas()).isEqualTo(2);
    assertThat(config.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    assertThat(config.compression()).contains(Compression.ZSTD);
    assertThat(config.overrides()).containsEntry("max.message.bytes", " 100 ");
  }

  @ParameterizedTest
  @CsvSource({
    "retention.ms, -2",
    "retention.ms, week",
    "retention.ms, 9223372036854775808",
    "retention.bytes, -2",
    "segment.bytes, 1023",
    "segment.bytes, 2147483648",
    "segment.ms, 0",
    "max.message.bytes, -1",
    "max.message.bytes, 1e6",
    "min.insync.replicas, 0",
    "message.timestamp.type, createtime",
    "message.timestamp.after.max.ms, -1",
    "compression.type, none",
    "compression.type, brotli",
    "index.interval.bytes, -1",
    "flush.messages, 1",
    "unclean.leader.election.enable, true",
    "min.cleanable.dirty.ratio, 1.1",
    "min.cleanable.dirty.ratio, NaN",
  })
  void aValueThatTheKeyDoesNotAcceptIsRefusedByName(String key, String value) {
    assertThat(refusalOf(Map.of(key, value)))
        .isInstanceOfSatisfying(
            InvalidConfig.class,
            refusal -> {
              assertThat(refusal.key()).isEqualTo(key);
              assertThat(refusal.message()).contains(key, value);
            });
  }

  @Test
  void compactionIsRefusedAsWhatItIs() {
    assertThat(refusalOf(Map.of("cleanup.policy", "compact")).message())
        .contains("compaction", "not there yet");
  }

  @Test
  void anUnknownKeyIsRefusedWithTheNearestAndAllOfThem() {
    assertThat(refusalOf(Map.of("retention.msec", "1")).message())
        .contains("Did you mean 'retention.ms'?", "segment.bytes", "cleanup.policy");
    assertThat(refusalOf(Map.of("colour", "1")).message()).doesNotContain("Did you mean");
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void everyKeyAcceptsItsOwnDefault(ConfigDefinition<?> definition) {
    assertThat(definition.read(definition.defaultValue())).isInstanceOf(Result.Ok.class);
    assertThat(definition.documentation()).endsWith(".");
  }

  static Iterable<ConfigDefinition<?>> definitions() {
    return TopicConfigs.ALL;
  }

  @Test
  void changesSetAndUnset() {
    TopicConfig config = TopicConfig.of(Map.of("retention.ms", "1", "segment.ms", "2")).orThrow();

    TopicConfig changed =
        config
            .with(Map.of("retention.ms", Optional.empty(), "segment.bytes", Optional.of("4096")))
            .orThrow();

    assertThat(changed.overrides())
        .containsExactlyInAnyOrderEntriesOf(Map.of("segment.ms", "2", "segment.bytes", "4096"));
    assertThat(changed.log().retentionMs()).isEqualTo(LogConfig.DEFAULT.retentionMs());
  }

  @Test
  void oneWrongChangeRefusesAll() {
    assertThat(
            TopicConfig.DEFAULT.with(
                Map.of("retention.ms", Optional.of("1"), "segment.ms", Optional.of("0"))))
        .isInstanceOf(Result.Refused.class);
    assertThat(TopicConfig.DEFAULT.with(Map.of("retention.sm", Optional.empty())))
        .isInstanceOf(Result.Refused.class);
  }

  @Test
  void historyThatThisVersionDoesNotUnderstandIsKeptWithoutEffect() {
    TopicConfig config =
        TopicConfig.recorded(Map.of("from.the.future", "x", "retention.ms", "sometimes"));

    assertThat(config.log()).isEqualTo(LogConfig.DEFAULT);
    assertThat(config.overrides()).hasSize(2);
    assertThat(config.with(Map.of("from.the.future", Optional.empty())).orThrow().overrides())
        .containsOnlyKeys("retention.ms");
  }

  private static Refusal refusalOf(Map<String, String> overrides) {
    return switch (TopicConfig.of(overrides)) {
      case Result.Refused<TopicConfig>(var refusal) -> refusal;
      case Result.Ok<TopicConfig>(var config) -> throw new AssertionError("accepted " + config);
    };
  }
}
