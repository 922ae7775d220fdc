package io.tukki.api.http.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.tukki.actors.Partitions.Fetched;
import io.tukki.api.http.json.Json;
import io.tukki.api.http.route.Answers;
import io.tukki.api.http.route.Content;
import io.tukki.core.record.Record;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * How an answer to a read is written. Each is used where blocking is allowed, and closes the slice.
 */
sealed interface ReadFormat {

  List<String> MEDIA_TYPES =
      List.of("application/json", "application/x-ndjson", "application/octet-stream");

  static ReadFormat of(String mediaType, int limit, ReadSettings settings) {
    return switch (mediaType) {
      case "application/octet-stream" -> new Raw();
      case "application/x-ndjson" -> new Lines(limit, settings.maxAnswerBytes());
      default -> new Document(limit, settings.maxAnswerBytes());
    };
  }

  HttpResponse answer(long offset, Fetched fetched);

  /** One document with everything in it. */
  record Document(int limit, int maxAnswerBytes) implements ReadFormat {

    @Override
    public HttpResponse answer(long offset, Fetched fetched) {
      try (ByteArrayBuilder bytes = new ByteArrayBuilder();
          JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
        json.writeStartObject();
        json.writeArrayFieldStart("records");
        long next =
            Slices.forEach(
                fetched,
                offset,
                counting(
                    limit,
                    maxAnswerBytes,
                    bytes,
                    json,
                    record -> RecordWriter.write(json, record)));
        json.writeEndArray();
        json.writeNumberField("nextOffset", next);
        json.writeNumberField("highWatermark", fetched.highWatermark());
        json.writeNumberField("logStartOffset", fetched.logStartOffset());
        json.writeEndObject();
        json.flush();
        return located(Answers.bytes(200, Content.JSON_TYPE, bytes.toByteArray()), next, fetched);
      } catch (IOException e) {
        throw new UncheckedIOException("reading a slice", e);
      }
    }
  }

  /** A line for each record. */
  record Lines(int limit, int maxAnswerBytes) implements ReadFormat {

    @Override
    public HttpResponse answer(long offset, Fetched fetched) {
      try (ByteArrayBuilder bytes = new ByteArrayBuilder();
          JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
        json.setRootValueSeparator(null);
        long next =
            Slices.forEach(
                fetched,
                offset,
                counting(
                    limit,
                    maxAnswerBytes,
                    bytes,
                    json,
                    record -> {
                      RecordWriter.write(json, record);
                      json.writeRaw('\n');
                    }));
        json.flush();
        return located(Answers.bytes(200, Content.NDJSON_TYPE, bytes.toByteArray()), next, fetched);
      } catch (IOException e) {
        throw new UncheckedIOException("reading a slice", e);
      }
    }
  }

  /** The value of the first record, as it is. */
  record Raw() implements ReadFormat {

    @Override
    public HttpResponse answer(long offset, Fetched fetched) {
      List<Record> first = new ArrayList<>(1);
      try {
        long next = Slices.forEach(fetched, offset, record -> !first.add(record));
        return located(
            first.isEmpty() ? Answers.empty(204) : value(first.getFirst()), next, fetched);
      } catch (IOException e) {
        throw new UncheckedIOException("reading a slice", e);
      }
    }

    private static HttpResponse value(Record record) {
      ByteBuffer value = record.value();
      byte[] bytes = new byte[value == null ? 0 : value.remaining()];
      if (value != null) {
        value.get(value.position(), bytes);
      }
      return Answers.bytes(200, Content.BYTES_TYPE, bytes)
          .addHeader(RawHeader.create("Tukki-Offset", Long.toString(record.offset())))
          .addHeader(RawHeader.create("Tukki-Timestamp", Long.toString(record.timestampMs())));
    }
  }

  /** Writes a record. */
  interface Writing {
    void write(Record record) throws IOException;
  }

  private static Slices.Taker counting(
      int limit, int maxBytes, ByteArrayBuilder bytes, JsonGenerator json, Writing writing) {
    int[] left = {limit};
    return record -> {
      writing.write(record);
      left[0]--;
      return left[0] > 0 && bytes.size() + json.getOutputBuffered() < maxBytes;
    };
  }

  private static HttpResponse located(HttpResponse response, long next, Fetched fetched) {
    return response
        .addHeader(RawHeader.create("Tukki-Next-Offset", Long.toString(next)))
        .addHeader(RawHeader.create("Tukki-High-Watermark", Long.toString(fetched.highWatermark())))
        .addHeader(
            RawHeader.create("Tukki-Log-Start-Offset", Long.toString(fetched.logStartOffset())));
  }
}
