package io.tukki.api.http.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.tukki.api.http.json.Json;
import io.tukki.api.http.json.Shapes.Gap;
import io.tukki.api.http.json.Shapes.ProblemBody;
import io.tukki.api.http.record.RecordWriter;
import io.tukki.core.record.Record;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.pekko.util.ByteString;

/**
 * Writes pages as events, each with the id of where the stream stands behind it. Records are plain
 * messages, so that a browser's {@code onmessage} gets them. Belongs to one stream; not
 * thread-safe.
 */
final class EventWriter {

  /** A comment: it keeps connections, and those who watch them, alive. */
  static final ByteString HEARTBEAT = ByteString.fromString(":\n\n");

  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

  private final Positions.Moving positions;

  EventWriter(Positions start) {
    this.positions = new Positions.Moving(start);
  }

  /** An event without data: nobody is told, but the client knows its place from the start. */
  ByteString opening(Duration retry) {
    return ByteString.fromString(
        "retry: %d%nid: %s%n%n".formatted(retry.toMillis(), positions.id()).replace("\r", ""));
  }

  ByteString write(Page page) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder()) {
      switch (page) {
        case Page.Records(var partition, var records, var next) -> {
          for (Record record : records) {
            positions.move(partition, record.offset() + 1);
            writeRecord(bytes, partition, record);
          }
          positions.move(partition, next);
        }
        case Page.Missing(var partition, var from, var next) -> {
          positions.move(partition, next);
          writeEvent(bytes, "gap", Json.write(new Gap(partition, from, next)));
        }
        case Page.Broken(var partition, var problem, var next) ->
            writeEvent(bytes, "problem", Json.write(ProblemBody.of(problem)));
      }
      return ByteString.fromArrayUnsafe(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  private void writeRecord(ByteArrayBuilder bytes, int partition, Record record)
      throws IOException {
    writeLine(bytes, "id: " + positions.id());
    bytes.write(DATA);
    try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      RecordWriter.write(json, partition, record);
    }
    writeLine(bytes, "\n");
  }

  private void writeEvent(ByteArrayBuilder bytes, String name, byte[] data) {
    writeLine(bytes, "id: " + positions.id());
    writeLine(bytes, "event: " + name);
    bytes.write(DATA);
    bytes.write(data);
    writeLine(bytes, "\n");
  }

  private static void writeLine(ByteArrayBuilder bytes, String line) {
    bytes.write(line.getBytes(StandardCharsets.US_ASCII));
    bytes.append('\n');
  }
}
