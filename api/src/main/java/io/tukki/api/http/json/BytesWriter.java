package io.tukki.api.http.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes bytes as JSON: a string where they are UTF-8, {@code {"base64":"…"}} where they are not.
 */
public final class BytesWriter {

  private BytesWriter() {}

  /** The buffer's bytes from position to limit; its position is left alone. */
  public static void write(JsonGenerator json, @Nullable ByteBuffer bytes) throws IOException {
    if (bytes == null) {
      json.writeNull();
    } else if (bytes.hasArray()) {
      write(json, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    } else {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(bytes.position(), copy);
      write(json, copy, 0, copy.length);
    }
  }

  private static void write(JsonGenerator json, byte[] bytes, int offset, int length)
      throws IOException {
    if (Utf8.isValid(bytes, offset, length)) {
      json.writeUTF8String(bytes, offset, length);
    } else {
      json.writeStartObject();
      json.writeFieldName(Bytes.BASE64);
      json.writeBinary(bytes, offset, length);
      json.writeEndObject();
    }
  }
}
