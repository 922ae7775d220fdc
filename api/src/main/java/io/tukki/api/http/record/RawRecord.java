package io.tukki.api.http.record;

import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.route.Call;
import io.tukki.api.http.route.Parameter;
import io.tukki.api.http.route.Values;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.record.RecordHeader;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A body that is one record's value, byte for byte; the rest of the record is said by parameters of
 * the query, or by headers for those who would rather not have it in their access logs.
 */
final class RawRecord {

  private static final Values<byte[]> UTF8 = new Values<>(Values.text().schema(), RawRecord::utf8);

  private static final Values<RecordHeader> HEADER =
      new Values<>(Values.text().schema(), RawRecord::header);

  private static final String RAW_ONLY = " For application/octet-stream only.";

  private static final Parameter<byte[]> KEY =
      Parameter.query("key", UTF8, "The record's key, as text." + RAW_ONLY);
  private static final Parameter<byte[]> KEY_HEADER =
      Parameter.header("Tukki-Key", UTF8, "As the parameter key.");
  private static final Parameter<byte[]> KEY_BASE64 =
      Parameter.query("keyBase64", Values.base64(), "The record's key, as bytes." + RAW_ONLY);
  private static final Parameter<byte[]> KEY_BASE64_HEADER =
      Parameter.header("Tukki-Key-Base64", Values.base64(), "As the parameter keyBase64.");
  private static final Parameter<Integer> PARTITION =
      Parameter.query(
          "partition",
          Values.ints(0, Integer.MAX_VALUE),
          "Where the record goes; its key decides where absent." + RAW_ONLY);
  private static final Parameter<Integer> PARTITION_HEADER =
      Parameter.header(
          "Tukki-Partition", Values.ints(0, Integer.MAX_VALUE), "As the parameter partition.");
  private static final Parameter<Long> TIMESTAMP =
      Parameter.query(
          "timestamp", Values.longs(0), "Milliseconds since 1970; now where absent." + RAW_ONLY);
  private static final Parameter<Long> TIMESTAMP_HEADER =
      Parameter.header("Tukki-Timestamp", Values.longs(0), "As the parameter timestamp.");
  private static final Parameter<RecordHeader> RECORD_HEADER =
      Parameter.query(
              "header", HEADER, "A header of the record as name=value; may be repeated." + RAW_ONLY)
          .repeated();
  private static final Parameter<RecordHeader> RECORD_HEADER_HEADER =
      Parameter.header("Tukki-Header", HEADER, "As the parameter header; may be repeated.")
          .repeated();

  static final List<Parameter<?>> PARAMETERS =
      List.of(
          KEY,
          KEY_HEADER,
          KEY_BASE64,
          KEY_BASE64_HEADER,
          PARTITION,
          PARTITION_HEADER,
          TIMESTAMP,
          TIMESTAMP_HEADER,
          RECORD_HEADER,
          RECORD_HEADER_HEADER);

  private static final char REPLACEMENT = '\ufffd';

  private RawRecord() {}

  /** In other kinds of bodies each record says these things itself; here they would be lost. */
  static void refuseParameters(Call call) {
    PARAMETERS.stream()
        .filter(parameter -> !call.findAll(parameter).isEmpty())
        .findFirst()
        .ifPresent(
            given -> {
              throw Problem.of(
                      ProblemCode.INVALID_PARAMETER,
                      "The parameter '%s' belongs to application/octet-stream; here each record says"
                              .formatted(given.name())
                          + " it itself.")
                  .asException();
            });
  }

  static Draft read(Call call, TopicImage topic, byte[] body, DraftReader.Context context) {
    Optional<byte[]> key = onlyOne(call, List.of(KEY, KEY_HEADER, KEY_BASE64, KEY_BASE64_HEADER));
    @Nullable ByteBuffer keyBytes = key.map(ByteBuffer::wrap).orElse(null);
    List<RecordHeader> headers =
        Stream.concat(
                call.findAll(RECORD_HEADER).stream(), call.findAll(RECORD_HEADER_HEADER).stream())
            .toList();
    context
        .limits()
        .check(keyBytes, headers)
        .ifPresent(
            problem -> {
              throw problem.asException();
            });
    return new Draft(
        1,
        partition(call, topic),
        onlyOne(call, List.of(TIMESTAMP, TIMESTAMP_HEADER)).orElse(context.nowMs()),
        keyBytes,
        ByteBuffer.wrap(body),
        headers);
  }

  private static OptionalInt partition(Call call, TopicImage topic) {
    Optional<Integer> partition = onlyOne(call, List.of(PARTITION, PARTITION_HEADER));
    if (partition.isPresent() && !topic.hasPartition(partition.get())) {
      throw new RefusedException(
          new Refusal.UnknownPartition(topic.name(), partition.get(), topic.partitionCount()));
    }
    return partition.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private static <T> Optional<T> onlyOne(Call call, List<Parameter<T>> spellings) {
    List<Parameter<T>> given =
        spellings.stream().filter(parameter -> call.find(parameter).isPresent()).toList();
    if (given.size() > 1) {
      throw Problem.of(
              ProblemCode.INVALID_PARAMETER,
              "Both %s and %s are given; they say the same thing."
                  .formatted(given.get(0).name(), given.get(1).name()))
          .asException();
    }
    return given.stream().findFirst().flatMap(call::find);
  }

  /** Where the bytes sent were no UTF-8, decoding has put a sign in their place. */
  private static byte[] utf8(String text) {
    if (text.indexOf(REPLACEMENT) >= 0) {
      throw new IllegalArgumentException("is text in UTF-8; other bytes go as base64");
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static RecordHeader header(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("is name=value, not '%s'".formatted(text));
    }
    return RecordHeader.ofText(text.substring(0, equals), text.substring(equals + 1));
  }
}
