package io.tukki.api.http.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads bytes as JSON writes them: a string is its UTF-8, {@code {"base64":"…"}} is what it
 * encodes, null is none, and any other JSON is its own compact text, numbers to the digit as they
 * were written.
 *
 * <p>Everything read from one text goes into one array: none of these forms takes more room than
 * its JSON did, so an array of the text's length always suffices. Not thread-safe.
 */
public final class BytesReader {

  private final ByteBuffer arena;
  private final CharsetEncoder utf8 =
      StandardCharsets.UTF_8
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private CharBuffer chars = CharBuffer.allocate(0);

  /**
   * @param textBytes the length of the whole text that will be read from
   */
  public BytesReader(int textBytes) {
    this.arena = ByteBuffer.allocate(textBytes);
  }

  /** The value the parser stands on; leaves it on the value's last token. */
  public @Nullable ByteBuffer read(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> string(parser);
      case START_OBJECT -> object(parser);
      default -> compact(parser);
    };
  }

  private ByteBuffer string(JsonParser parser) throws IOException {
    int start = arena.position();
    CharBuffer text = text(parser);
    utf8.reset();
    if (utf8.encode(text, arena, true).isError()) {
      throw loneSurrogate(parser).asException();
    }
    return since(start);
  }

  /** The parser hands out its own buffer, mostly the same one again and again. */
  @SuppressWarnings(
      "ReferenceEquality") // It is the same buffer that is looked for, not an equal one.
  private CharBuffer text(JsonParser parser) throws IOException {
    char[] array = parser.getTextCharacters();
    if (chars.array() != array) {
      chars = CharBuffer.wrap(array);
    }
    int offset = parser.getTextOffset();
    return chars.clear().limit(offset + parser.getTextLength()).position(offset);
  }

  private ByteBuffer object(JsonParser parser) throws IOException {
    int start = arena.position();
    if (parser.nextToken() == JsonToken.FIELD_NAME && parser.currentName().equals(Bytes.BASE64)) {
      if (parser.nextToken() == JsonToken.VALUE_STRING) {
        String encoded = parser.getText();
        if (parser.nextToken() == JsonToken.END_OBJECT) {
          return decoded(encoded, parser);
        }
        return since(
            start,
            json -> {
              json.writeStartObject();
              json.writeStringField(Bytes.BASE64, encoded);
              restOfObject(parser, json);
            });
      }
      return since(
          start,
          json -> {
            json.writeStartObject();
            json.writeFieldName(Bytes.BASE64);
            copy(parser, json);
            parser.nextToken();
            restOfObject(parser, json);
          });
    }
    return since(
        start,
        json -> {
          json.writeStartObject();
          restOfObject(parser, json);
        });
  }

  private ByteBuffer decoded(String encoded, JsonParser parser) {
    int start = arena.position();
    try {
      arena.put(Base64.getDecoder().decode(encoded));
      return since(start);
    } catch (IllegalArgumentException e) {
      throw problem(parser, "Not base64: " + e.getMessage() + ".").asException();
    }
  }

  private ByteBuffer compact(JsonParser parser) throws IOException {
    return since(arena.position(), json -> copy(parser, json));
  }

  private interface Writing {
    void to(JsonGenerator json) throws IOException;
  }

  private ByteBuffer since(int start, Writing writing) throws IOException {
    try (JsonGenerator json = Json.FACTORY.createGenerator(new ArenaStream(arena))) {
      writing.to(json);
    }
    return since(start);
  }

  private ByteBuffer since(int start) {
    return arena.slice(start, arena.position() - start);
  }

  /** From the field name the parser stands on, or the end, up to the end. */
  private static void restOfObject(JsonParser parser, JsonGenerator json) throws IOException {
    while (parser.currentToken() == JsonToken.FIELD_NAME) {
      json.writeFieldName(parser.currentName());
      parser.nextToken();
      copy(parser, json);
      parser.nextToken();
    }
    json.writeEndObject();
  }

  /** Not the library's own copying, which would read a number and write it in another way. */
  private static void copy(JsonParser parser, JsonGenerator json) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        json.writeStartObject();
        parser.nextToken();
        restOfObject(parser, json);
      }
      case START_ARRAY -> {
        json.writeStartArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          copy(parser, json);
        }
        json.writeEndArray();
      }
      case VALUE_STRING ->
          json.writeString(
              parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.writeNumber(parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> json.writeBoolean(parser.getBooleanValue());
      case VALUE_NULL -> json.writeNull();
      case FIELD_NAME, END_OBJECT, END_ARRAY, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("no value starts with " + parser.currentToken());
    }
  }

  private static Problem loneSurrogate(JsonParser parser) {
    return problem(parser, "Half of a surrogate pair is no character and has no UTF-8.");
  }

  private static Problem problem(JsonParser parser, String detail) {
    var at = parser.currentTokenLocation();
    return Problem.of(ProblemCode.INVALID_FIELD, detail).at(at.getLineNr(), at.getColumnNr());
  }

  /** The generator's way into the arena. */
  private static final class ArenaStream extends OutputStream {

    private final ByteBuffer arena;

    ArenaStream(ByteBuffer arena) {
      this.arena = arena;
    }

    @Override
    public void write(int b) {
      arena.put((byte) b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      arena.put(bytes, offset, length);
    }
  }
}
