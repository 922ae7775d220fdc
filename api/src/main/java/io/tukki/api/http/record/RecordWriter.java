package io.tukki.api.http.record;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tukki.api.http.json.BytesWriter;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a {@link io.tukki.api.http.json.Shapes.StoredRecord}, field by field, from a record's
 * bytes.
 */
public final class RecordWriter {

  private RecordWriter() {}

  /** Without the partition, where it is clear from elsewhere. */
  public static void write(JsonGenerator json, Record record) throws IOException {
    json.writeStartObject();
    writeFields(json, record);
    json.writeEndObject();
  }

  public static void write(JsonGenerator json, int partition, Record record) throws IOException {
    json.writeStartObject();
    json.writeNumberField("partition", partition);
    writeFields(json, record);
    json.writeEndObject();
  }

  private static void writeFields(JsonGenerator json, Record record) throws IOException {
    json.writeNumberField("offset", record.offset());
    json.writeNumberField("timestamp", record.timestampMs());
    json.writeFieldName("key");
    BytesWriter.write(json, record.key());
    json.writeFieldName("value");
    BytesWriter.write(json, record.value());
    json.writeObjectFieldStart("headers");
    writeHeaders(json, record.headers());
    json.writeEndObject();
  }

  private static void writeHeaders(JsonGenerator json, List<RecordHeader> headers)
      throws IOException {
    if (headers.isEmpty()) {
      return;
    }
    Map<String, List<RecordHeader>> byName = new LinkedHashMap<>();
    headers.forEach(
        header -> byName.computeIfAbsent(header.key(), k -> new ArrayList<>(1)).add(header));
    for (Map.Entry<String, List<RecordHeader>> named : byName.entrySet()) {
      json.writeFieldName(named.getKey());
      if (named.getValue().size() == 1) {
        BytesWriter.write(json, named.getValue().getFirst().value());
      } else {
        json.writeStartArray();
        for (RecordHeader header : named.getValue()) {
          BytesWriter.write(json, header.value());
        }
        json.writeEndArray();
      }
    }
  }
}
