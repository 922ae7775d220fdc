package io.tukki.persistence.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Small files that a person may read: {@code name=value} lines, the last of which is a checksum of
 * the lines before it. Names and values hold no line breaks.
 */
final class CheckedText {

  private static final String CHECKSUM = "crc32c=";

  private CheckedText() {}

  static byte[] write(Map<String, String> values) {
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    return (text + CHECKSUM + checksumOf(text.toString()) + "\n").getBytes(UTF_8);
  }

  /** Empty if the checksum does not hold. */
  static Optional<Map<String, String>> read(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    int end = text.lastIndexOf(CHECKSUM);
    if (end < 0
        || !text.substring(end).equals(CHECKSUM + checksumOf(text.substring(0, end)) + "\n")) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : text.substring(0, end).split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return Optional.of(values);
  }

  private static String checksumOf(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(UTF_8));
    return "%08x".formatted(crc.getValue());
  }
}
