package io.tukki.core.cluster;

import static io.tukki.core.cluster.ConfigDefinition.fraction;
import static io.tukki.core.cluster.ConfigDefinition.only;
import static io.tukki.core.cluster.ConfigDefinition.whole;
import static io.tukki.core.cluster.ConfigDefinition.wholeInt;

import io.tukki.core.record.Compression;
import io.tukki.core.record.TimestampType;
import io.tukki.core.result.Refusal.InvalidConfig;
import io.tukki.core.result.Result;
import io.tukki.core.text.Spelling;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The configuration keys that topics have: names and meanings are Kafka's. This is the one list;
 * what is accepted, described and documented anywhere comes from here.
 *
 * <p>A key of Kafka's whose other values would promise what is not done here accepts only the value
 * that is true; a key that is missing is refused by name, never silently ignored.
 */
public final class TopicConfigs {

  private static final long WEEK_MS = 7L * 24 * 60 * 60 * 1000;
  private static final String NEVER = Long.toString(Long.MAX_VALUE);

  public static final ConfigDefinition<Long> RETENTION_MS =
      new ConfigDefinition<>(
          "retention.ms",
          ConfigType.LONG,
          Long.toString(WEEK_MS),
          "a number of milliseconds, or -1 for ever",
          whole(value -> value >= -1),
          "How long records are kept. Whole segments go once all they hold is older.");

  public static final ConfigDefinition<Long> RETENTION_BYTES =
      new ConfigDefinition<>(
          "retention.bytes",
          ConfigType.LONG,
          "-1",
          "a number of bytes, or -1 for no limit",
          whole(value -> value >= -1),
          "How much of each partition is kept. Whole segments go, the oldest first, while what"
              + " remains is still at least this much.");

  /** Smaller segments would be little but file handles. */
  private static final int MIN_SEGMENT_BYTES = 1024;

  public static final ConfigDefinition<Integer> SEGMENT_BYTES =
      new ConfigDefinition<>(
          "segment.bytes",
          ConfigType.INT,
          Integer.toString(1 << 30),
          "a number of bytes from %d to %d".formatted(MIN_SEGMENT_BYTES, Integer.MAX_VALUE),
          wholeInt(value -> value >= MIN_SEGMENT_BYTES),
          "A segment is closed and a new one begun before it would grow larger than this.");

  public static final ConfigDefinition<Long> SEGMENT_MS =
      new ConfigDefinition<>(
          "segment.ms",
          ConfigType.LONG,
          Long.toString(WEEK_MS),
          "a number of milliseconds, at least 1",
          whole(value -> value >= 1),
          "A segment is closed after this time even if it is not full, so that retention can reach"
              + " it.");

  public static final ConfigDefinition<Integer> MAX_MESSAGE_BYTES =
      new ConfigDefinition<>(
          "max.message.bytes",
          ConfigType.INT,
          Integer.toString((1 << 20) + 12),
          "a number of bytes, at least 0",
          wholeInt(value -> value >= 0),
          "The largest record batch that is taken, as it is stored: after compression.");

  public static final ConfigDefinition<Integer> MIN_INSYNC_REPLICAS =
      new ConfigDefinition<>(
          "min.insync.replicas",
          ConfigType.INT,
          "1",
          "a number of replicas, at least 1",
          wholeInt(value -> value >= 1),
          "How many replicas must have a batch before a producer that asked for acks=all is told"
              + " that it is stored.");

  public static final ConfigDefinition<TimestampType> MESSAGE_TIMESTAMP_TYPE =
      new ConfigDefinition<>(
          "message.timestamp.type",
          ConfigType.STRING,
          "CreateTime",
          "CreateTime or LogAppendTime",
          text ->
              switch (text) {
                case "CreateTime" -> Optional.of(TimestampType.CREATE_TIME);
                case "LogAppendTime" -> Optional.of(TimestampType.LOG_APPEND_TIME);
                default -> Optional.empty();
              },
          "Whether records carry the time at which the producer made them or at which they were"
              + " stored.");

  public static final ConfigDefinition<Long> MESSAGE_TIMESTAMP_BEFORE_MAX_MS =
      new ConfigDefinition<>(
          "message.timestamp.before.max.ms",
          ConfigType.LONG,
          NEVER,
          "a number of milliseconds, at least 0",
          whole(value -> value >= 0),
          "How far a producer's timestamp may lie in the past. Has no meaning for LogAppendTime.");

  public static final ConfigDefinition<Long> MESSAGE_TIMESTAMP_AFTER_MAX_MS =
      new ConfigDefinition<>(
          "message.timestamp.after.max.ms",
          ConfigType.LONG,
          Long.toString(60L * 60 * 1000),
          "a number of milliseconds, at least 0",
          whole(value -> value >= 0),
          "How far a producer's timestamp may lie in the future. Has no meaning for"
              + " LogAppendTime.");

  /** What {@code compression.type} asks of a partition. */
  public sealed interface CompressionChoice {

    /** Batches stay as the producer sent them. */
    record Producers() implements CompressionChoice {}

    /** Batches are stored with this compression. */
    record Always(Compression compression) implements CompressionChoice {}
  }

  public static final ConfigDefinition<CompressionChoice> COMPRESSION_TYPE =
      new ConfigDefinition<>(
          "compression.type",
          ConfigType.STRING,
          "producer",
          "producer, uncompressed, gzip, snappy, lz4 or zstd",
          TopicConfigs::compressionChoice,
          "How batches are compressed on disk; 'producer' leaves them as they were sent.");

  public static final ConfigDefinition<String> CLEANUP_POLICY =
      new ConfigDefinition<>(
          "cleanup.policy",
          ConfigType.LIST,
          "delete",
          "'delete', since compaction ('compact') is not there yet",
          only("delete"),
          "What happens to old records: 'delete' drops them by retention.ms and retention.bytes.");

  public static final ConfigDefinition<Integer> INDEX_INTERVAL_BYTES =
      new ConfigDefinition<>(
          "index.interval.bytes",
          ConfigType.INT,
          "4096",
          "a number of bytes, at least 0",
          wholeInt(value -> value >= 0),
          "The sparse indexes have one entry for about this many bytes of log.");

  private static final List<ConfigDefinition<?>> FIXED =
      List.of(
          fixed(
              "flush.messages",
              ConfigType.LONG,
              NEVER,
              "When to force records to the disk is a setting of the node"
                  + " (tukki.persistence.flush), not of a topic."),
          fixed(
              "flush.ms",
              ConfigType.LONG,
              NEVER,
              "When to force records to the disk is a setting of the node"
                  + " (tukki.persistence.flush), not of a topic."),
          fixed(
              "unclean.leader.election.enable",
              ConfigType.BOOLEAN,
              "false",
              "A replica that lacks committed records never becomes leader."),
          fixed(
              "preallocate",
              ConfigType.BOOLEAN,
              "false",
              "Segment files grow as they are written."),
          fixed(
              "segment.jitter.ms",
              ConfigType.LONG,
              "0",
              "Segments close by their age and size alone."),
          fixed(
              "remote.storage.enable",
              ConfigType.BOOLEAN,
              "false",
              "All of a log is on the disks of its replicas."));

  private static final String COMPACTION_ONLY =
      " Has a meaning only with cleanup.policy=compact, and so none here.";

  private static final List<ConfigDefinition<?>> OF_COMPACTION =
      List.of(
          new ConfigDefinition<>(
              "delete.retention.ms",
              ConfigType.LONG,
              "86400000",
              "a number of milliseconds, at least 0",
              whole(value -> value >= 0),
              "How long tombstones are kept." + COMPACTION_ONLY),
          new ConfigDefinition<>(
              "min.compaction.lag.ms",
              ConfigType.LONG,
              "0",
              "a number of milliseconds, at least 0",
              whole(value -> value >= 0),
              "How long a record stays uncompacted at least." + COMPACTION_ONLY),
          new ConfigDefinition<>(
              "max.compaction.lag.ms",
              ConfigType.LONG,
              NEVER,
              "a number of milliseconds, at least 1",
              whole(value -> value >= 1),
              "How long a record stays uncompacted at most." + COMPACTION_ONLY),
          new ConfigDefinition<>(
              "min.cleanable.dirty.ratio",
              ConfigType.DOUBLE,
              "0.5",
              "a fraction from 0 to 1",
              fraction(value -> value >= 0 && value <= 1),
              "How much of a log must be uncompacted before it is worth compacting."
                  + COMPACTION_ONLY));

  /** Every key, sorted by name. */
  public static final List<ConfigDefinition<?>> ALL =
      Stream.of(
              Stream.<ConfigDefinition<?>>of(
                  RETENTION_MS,
                  RETENTION_BYTES,
                  SEGMENT_BYTES,
                  SEGMENT_MS,
                  MAX_MESSAGE_BYTES,
                  MIN_INSYNC_REPLICAS,
                  MESSAGE_TIMESTAMP_TYPE,
                  MESSAGE_TIMESTAMP_BEFORE_MAX_MS,
                  MESSAGE_TIMESTAMP_AFTER_MAX_MS,
                  COMPRESSION_TYPE,
                  CLEANUP_POLICY,
                  INDEX_INTERVAL_BYTES),
              FIXED.stream(),
              OF_COMPACTION.stream())
          .flatMap(Function.identity())
          .sorted(Comparator.comparing(ConfigDefinition::name))
          .toList();

  private static final Map<String, ConfigDefinition<?>> BY_NAME =
      ALL.stream().collect(Collectors.toMap(ConfigDefinition::name, Function.identity()));

  private TopicConfigs() {}

  public static Optional<ConfigDefinition<?>> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** What is wrong with setting this key to this value, if anything. */
  static Optional<InvalidConfig> check(String name, String value) {
    ConfigDefinition<?> definition = BY_NAME.get(name);
    if (definition == null) {
      return Optional.of(unknown(name));
    }
    return switch (definition.read(value)) {
      case Result.Ok<?> ok -> Optional.empty();
      case Result.Refused<?>(var refusal) ->
          Optional.of(new InvalidConfig(name, refusal.message()));
    };
  }

  static InvalidConfig unknown(String name) {
    String hint =
        Spelling.nearest(name, BY_NAME.keySet())
            .map(near -> "Did you mean '" + near + "'? ")
            .orElse("");
    return new InvalidConfig(
        name,
        "Topics have no configuration '%s'. %sThey have: %s."
            .formatted(
                name,
                hint,
                ALL.stream().map(ConfigDefinition::name).collect(Collectors.joining(", "))));
  }

  private static ConfigDefinition<String> fixed(
      String name, ConfigType type, String value, String why) {
    return new ConfigDefinition<>(name, type, value, "always " + value + " here", only(value), why);
  }

  private static Optional<CompressionChoice> compressionChoice(String text) {
    return switch (text) {
      case "producer" -> Optional.of(new CompressionChoice.Producers());
      case "uncompressed" -> Optional.of(new CompressionChoice.Always(Compression.NONE));
      case "none" -> Optional.empty();
      default -> Compression.ofLabel(text).map(CompressionChoice.Always::new);
    };
  }
}
