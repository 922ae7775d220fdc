package io.tukki.clusterconfig.cli.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tukki.clusterconfig.cli.text.JsonBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Records that travel together, one JSON document to a line. */
final class LineBatch {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Where each line ends, its line feed included. */
  private final List<Integer> ends = new ArrayList<>();

  void add(NewRecord record) {
    try (JsonGenerator json = NodeClient.JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (record.key().isPresent()) {
        json.writeFieldName("key");
        JsonBytes.write(json, record.key().get());
      }
      json.writeFieldName("value");
      JsonBytes.write(json, record.value());
      if (record.partition().isPresent()) {
        json.writeNumberField("partition", record.partition().get());
      }
      if (!record.headers().isEmpty()) {
        JsonBytes.headers(json, record.headers());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    endLine();
  }

  /** A document that the user wrote; the node says what is wrong with it. */
  void add(byte[] document) {
    bytes.writeBytes(document);
    endLine();
  }

  private void endLine() {
    bytes.write('\n');
    ends.add(bytes.size());
  }

  int lines() {
    return ends.size();
  }

  int sizeBytes() {
    return bytes.size();
  }

  byte[] body() {
    return bytes.toByteArray();
  }

  /**
   * Some of its lines, in their order.
   *
   * @param wanted their numbers, from 1
   */
  LineBatch only(SortedSet<Integer> wanted) {
    LineBatch some = new LineBatch();
    byte[] all = body();
    for (int line : wanted) {
      int start = line == 1 ? 0 : ends.get(line - 2);
      some.bytes.write(all, start, ends.get(line - 1) - start);
      some.ends.add(some.bytes.size());
    }
    return some;
  }
}
