package io.tukki.clusterconfig.cli.text;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.text.TextRecord.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bytes as JSON has them: a string where they are UTF-8, {@code {"base64":"…"}} where not. */
public final class JsonBytes {

  private static final String BASE64 = "base64";

  private JsonBytes() {}

  public static void write(JsonGenerator json, byte[] bytes) throws IOException {
    Optional<String> text = utf8(bytes);
    if (text.isPresent()) {
      json.writeString(text.get());
    } else {
      json.writeStartObject();
      json.writeStringField(BASE64, Base64.getEncoder().encodeToString(bytes));
      json.writeEndObject();
    }
  }

  private static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** A field that is null where there are no bytes. */
  public static void field(JsonGenerator json, String name, Optional<byte[]> bytes)
      throws IOException {
    json.writeFieldName(name);
    if (bytes.isPresent()) {
      write(json, bytes.get());
    } else {
      json.writeNull();
    }
  }

  /** By name; a repeated name has its values in an array. */
  public static void headers(JsonGenerator json, List<Header> headers) throws IOException {
    Map<String, List<Header>> byName = new LinkedHashMap<>();
    for (Header header : headers) {
      byName.computeIfAbsent(header.name(), name -> new ArrayList<>()).add(header);
    }
    json.writeObjectFieldStart("headers");
    for (Map.Entry<String, List<Header>> entry : byName.entrySet()) {
      if (entry.getValue().size() == 1) {
        field(json, entry.getKey(), entry.getValue().getFirst().value());
      } else {
        json.writeArrayFieldStart(entry.getKey());
        for (Header header : entry.getValue()) {
          write(json, header.value().orElse(RecordTemplate.NOTHING));
        }
        json.writeEndArray();
      }
    }
    json.writeEndObject();
  }

  /** What {@link #headers} wrote. */
  public static List<Header> readHeaders(JsonNode json) {
    List<Header> headers = new ArrayList<>();
    for (Map.Entry<String, JsonNode> header : json.properties()) {
      Iterable<JsonNode> values =
          header.getValue().isArray() ? header.getValue() : List.of(header.getValue());
      values.forEach(value -> headers.add(new Header(header.getKey(), read(value))));
    }
    return headers;
  }

  /** Empty for null and for what is not there. */
  public static Optional<byte[]> read(JsonNode node) {
    if (node.isTextual()) {
      return Optional.of(node.textValue().getBytes(StandardCharsets.UTF_8));
    }
    return node.isObject()
        ? Optional.of(Base64.getDecoder().decode(node.path(BASE64).asText()))
        : Optional.empty();
  }
}
