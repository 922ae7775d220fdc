package io.tukki.api.http.json;

import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every JSON document of this door that is read or written as a whole. Records, whose bytes deserve
 * better than a detour through objects, are described here and written by hand elsewhere: {@link
 * StoredRecord} and {@link NewRecord}.
 */
public final class Shapes {

  private Shapes() {}

  // ---- topics ----

  @Doc("A topic to be created.")
  public record CreateTopic(
      @Doc("Letters, digits, '.', '_' and '-', at most 249 of them.") String name,
      @Doc("How many partitions; the cluster's default where absent.") @Nullable Integer partitions,
      @Doc("How many nodes hold each partition; the cluster's default where absent.")
          @Nullable Integer replicationFactor,
      @Doc("Configuration by key, over the cluster's defaults.")
          @Nullable Map<String, Scalar> configs) {}

  @Doc("Changes to a topic: any of the fields.")
  public record AlterTopic(
      @Doc("How many partitions there are to be; can only grow.") @Nullable Integer partitions,
      @Doc("How many nodes are to hold each; it is copied first.")
          @Nullable Integer replicationFactor,
      @Doc("Values to set; null goes back to the default.")
          @Nullable Map<String, @Nullable Scalar> configs) {}

  @Doc("A topic in a list.")
  public record TopicSummary(String name, String id, int partitions, int replicationFactor) {}

  @Doc("One page of topics, sorted by name.")
  public record TopicPage(
      List<TopicSummary> topics,
      @Doc("To be given as 'cursor' to get the next page; absent on the last one.")
          @Nullable String nextCursor) {}

  @Doc("A value of a topic's configuration and where it comes from.")
  public record ConfigValue(String value, @Doc("'topic' or 'default'") ConfigSource source) {}

  /** Where a configuration value was set. */
  public enum ConfigSource {
    topic,
    // "default" is a keyword of the language.
    @com.fasterxml.jackson.annotation.JsonProperty("default")
    byDefault
  }

  @Doc("A partition: where it lies and, from its leader, what it holds.")
  public record PartitionDescription(
      int partition,
      @Doc("The nodes that hold it, the preferred leader first.") List<Integer> replicas,
      @Nullable PartitionBounds bounds,
      @Doc("Why there are no bounds: its leader could not be asked.")
          @Nullable ProblemBody error) {}

  @Doc("What a partition holds.")
  public record PartitionBounds(
      @Doc("The first offset that can be read.") long logStartOffset,
      @Doc("Where the next committed record will be.") long highWatermark,
      @Doc("Where the next record will be appended.") long logEndOffset,
      int leaderEpoch,
      long sizeBytes) {}

  @Doc("A topic as a whole.")
  public record TopicDescription(
      String name,
      String id,
      int replicationFactor,
      Map<String, ConfigValue> configs,
      List<PartitionDescription> partitions) {}

  // ---- records ----

  @Doc(
      "A record to be stored. Key and value: a string stands for its UTF-8 bytes,"
          + " {\"base64\":\"…\"} for any bytes, null for none; other JSON is stored as compact JSON"
          + " text.")
  public record NewRecord(
      @Nullable Bytes key,
      @Nullable Bytes value,
      @Doc("By name; an array holds the values of a name that is repeated.")
          @Nullable Map<String, Bytes> headers,
      @Doc("Chosen by the key, or evenly, where absent.") @Nullable Integer partition,
      @Doc("Milliseconds since 1970; now where absent.") @Nullable Long timestamp) {}

  @Doc("Records to be stored.")
  public record NewRecords(List<NewRecord> records) {}

  @Doc("Where a record went, or why it was not stored.")
  public record RecordResult(
      @Doc("The line it came in, where records came in lines.") @Nullable Long line,
      @Nullable Integer partition,
      @Doc("Absent with acks=0, since nobody knows.") @Nullable Long offset,
      @Nullable Long timestamp,
      @Nullable ProblemBody error) {}

  @Doc("What became of the records of a request, in the order in which they were sent.")
  public record ProduceAnswer(List<RecordResult> results) {}

  @Doc("What was stored of some consecutive lines, in one partition.")
  public record StoredRange(
      int partition,
      long records,
      @Doc("Absent with acks=0.") @Nullable Long firstOffset,
      @Nullable Long lastOffset) {}

  @Doc(
      "One line of the answer to a streamed upload: progress over some lines of it, in order, or"
          + " the end of it.")
  public record UploadReport(
      @Doc("Lines of the upload that this is about, from 1.") long firstLine,
      long lastLine,
      @Doc("How many of their records are stored.") long stored,
      @Nullable List<StoredRange> partitions,
      @Doc("One for each record, with results=records.") @Nullable List<RecordResult> results,
      @Doc("The records that were refused, each with its line.")
          @Nullable List<RecordResult> refused) {}

  @Doc("The last line of the answer to a streamed upload.")
  public record UploadSummary(
      @Doc("Always true.") boolean done,
      @Doc("How many lines were understood.") long lines,
      @Doc("How many records are stored.") long stored,
      @Doc("Why the upload ended early; nothing behind the line it names was stored.")
          @Nullable ProblemBody error) {}

  @Doc("A record as it lies in a partition.")
  public record StoredRecord(
      @Doc("Given where records of several partitions are mixed.") @Nullable Integer partition,
      long offset,
      long timestamp,
      @Nullable Bytes key,
      @Nullable Bytes value,
      @Doc("By name; an array holds the values of a name that is repeated.")
          Map<String, Bytes> headers) {}

  @Doc("Records of a partition, in order.")
  public record ReadAnswer(
      List<StoredRecord> records,
      @Doc("Where to go on reading.") long nextOffset,
      @Doc("Where the next committed record will be.") long highWatermark,
      @Doc("The first offset that can be read.") long logStartOffset) {}

  @Doc("What a partition begins with, now.")
  public record DeleteAnswer(long logStartOffset) {}

  // ---- the stream ----

  @Doc("Records that were deleted before they could be sent; the stream goes on behind them.")
  public record Gap(int partition, long missingFrom, @Doc("exclusive") long missingTo) {}

  // ---- the node ----

  @Doc("Whether the process lives.")
  public record Health(@Doc("Always 'alive'.") String status) {}

  @Doc("Whether the node can serve.")
  public record Readiness(
      @Doc("'ready' or 'not-ready'") String status,
      @Doc("What was looked at: 'ok', or what is the matter.") Map<String, String> checks) {}

  // ---- problems ----

  @Doc("RFC 9457 problem details.")
  public record ProblemBody(
      @Doc("A URN that ends in the code.") String type,
      String title,
      int status,
      @Doc("About this very case, for a person.") String detail,
      @Doc("Stable; decide by this.") String code,
      @Doc("Whether the same request, unchanged, may succeed later.") boolean retriable,
      @Doc("The line of the body at which it lies, from 1.") @Nullable Long line,
      @Doc("The column in that line, from 1.") @Nullable Integer column,
      @Doc("What would have been understood.") @Nullable List<String> known) {

    public static ProblemBody of(Problem problem) {
      ProblemCode code = problem.code();
      return new ProblemBody(
          code.type(),
          code.title(),
          code.status(),
          problem.detail(),
          code.label(),
          problem.retriable(),
          problem.place().map(Problem.Place::line).orElse(null),
          problem.place().map(Problem.Place::column).orElse(null),
          problem.known().isEmpty() ? null : problem.known());
    }
  }
}
