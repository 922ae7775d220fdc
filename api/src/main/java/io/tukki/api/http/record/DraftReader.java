package io.tukki.api.http.record;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tukki.api.http.json.BytesReader;
import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.problem.ProblemException;
import io.tukki.core.record.RecordHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads records off a JSON parser, token by token, without objects in between. Belongs to one text;
 * not thread-safe.
 */
final class DraftReader {

  private static final List<String> FIELDS =
      List.of("key", "value", "headers", "partition", "timestamp");

  /**
   * What holds for all records of a request.
   *
   * @param nowMs the timestamp of records that bring none
   */
  record Context(String topic, int partitionCount, long nowMs, RecordLimits limits) {}

  private final JsonParser parser;
  private final BytesReader bytes;
  private final Context context;

  DraftReader(JsonParser parser, BytesReader bytes, Context context) {
    this.parser = parser;
    this.bytes = bytes;
    this.context = context;
  }

  /**
   * The record whose object begins at the parser's current token; leaves the parser at its end.
   *
   * @param firstLine the number of the text's first line
   * @throws ProblemException with the place within the text
   */
  Draft read(long firstLine) throws IOException {
    JsonLocation start = parser.currentTokenLocation();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw invalid("A record is an object such as {\"key\":…,\"value\":…}.").asException();
    }
    Fields fields = new Fields();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      fields.read(name);
    }
    if (!fields.seen(FIELDS.indexOf("value"))) {
      throw invalid("The record has no 'value'; say null where it is to have none.").asException();
    }
    context
        .limits()
        .check(fields.key, fields.headers)
        .ifPresent(
            problem -> {
              throw problem.at(start.getLineNr(), start.getColumnNr()).asException();
            });
    return new Draft(
        firstLine + start.getLineNr() - 1,
        fields.partition,
        fields.timestampMs,
        fields.key,
        fields.value,
        fields.headers);
  }

  /** One record's fields on their way in. */
  private final class Fields {

    private int seen;
    private @Nullable ByteBuffer key;
    private @Nullable ByteBuffer value;
    private List<RecordHeader> headers = List.of();
    private OptionalInt partition = OptionalInt.empty();
    private long timestampMs = context.nowMs();

    boolean seen(int field) {
      return (seen & 1 << field) != 0;
    }

    void read(String name) throws IOException {
      int field = FIELDS.indexOf(name);
      if (field < 0) {
        throw place(
                Problem.of(ProblemCode.UNKNOWN_FIELD, "A record has no field '%s'.".formatted(name))
                    .knowing(FIELDS))
            .asException();
      }
      if (seen(field)) {
        throw invalid("The record says '%s' twice.".formatted(name)).asException();
      }
      seen |= 1 << field;
      switch (name) {
        case "key" -> key = bytes.read(parser);
        case "value" -> value = bytes.read(parser);
        case "headers" -> headers = readHeaders();
        case "partition" -> partition = readPartition();
        default -> timestampMs = readTimestamp();
      }
    }
  }

  private OptionalInt readPartition() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return OptionalInt.empty();
    }
    long partition = wholeNumber("partition");
    if (partition >= context.partitionCount()) {
      throw place(
              Problem.of(
                  ProblemCode.UNKNOWN_PARTITION,
                  "Topic '%s' has partitions 0 to %d, not %d."
                      .formatted(context.topic(), context.partitionCount() - 1, partition)))
          .asException();
    }
    return OptionalInt.of((int) partition);
  }

  private long readTimestamp() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NULL
        ? context.nowMs()
        : wholeNumber("timestamp");
  }

  private long wholeNumber(String field) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        && parser.getLongValue() >= 0) {
      return parser.getLongValue();
    }
    throw invalid("The field '%s' is a whole number of 0 or more.".formatted(field)).asException();
  }

  private List<RecordHeader> readHeaders() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return List.of();
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw invalid("The field 'headers' is an object such as {\"name\":\"value\"}.").asException();
    }
    List<RecordHeader> headers = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          headers.add(new RecordHeader(name, bytes.read(parser)));
        }
      } else {
        headers.add(new RecordHeader(name, bytes.read(parser)));
      }
    }
    return headers;
  }

  private Problem invalid(String detail) {
    return place(Problem.of(ProblemCode.INVALID_FIELD, detail));
  }

  private Problem place(Problem problem) {
    JsonLocation at = parser.currentTokenLocation();
    return problem.at(at.getLineNr(), at.getColumnNr());
  }
}
