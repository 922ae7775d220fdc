package io.tukki.clusterconfig.cli.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Everything about a record, one JSON document to a line; {@code produce --format ndjson} reads it.
 */
public final class JsonFormat implements RecordFormat {

  private static final JsonFactory JSON =
      JsonFactory.builder().configure(StreamWriteFeature.AUTO_CLOSE_TARGET, false).build();

  @Override
  public void print(TextRecord record, OutputStream output) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(output)) {
      json.writeStartObject();
      json.writeNumberField("partition", record.partition());
      json.writeNumberField("offset", record.offset());
      json.writeNumberField("timestamp", record.timestampMs());
      JsonBytes.field(json, "key", record.key());
      JsonBytes.field(json, "value", record.value());
      JsonBytes.headers(json, record.headers());
      json.writeEndObject();
    }
    output.write('\n');
  }
}
