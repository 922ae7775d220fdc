package io.tukki.clusterconfig.cli.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Turns what can be typed on a command line, such as {@code \n} or {@code \x1e}, into bytes. */
public final class Escapes {

  private Escapes() {}

  /**
   * Knows {@code \n \r \t \0 \\ \xHH}; everything else stands for itself, in UTF-8.
   *
   * @throws IllegalArgumentException for any other backslash
   */
  public static byte[] decode(String typed) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int at = 0;
    while (at < typed.length()) {
      if (typed.charAt(at) == '\\') {
        at = decodeEscape(typed, at, bytes);
      } else {
        int codePoint = typed.codePointAt(at);
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        at += Character.charCount(codePoint);
      }
    }
    return bytes.toByteArray();
  }

  private static int decodeEscape(String typed, int at, ByteArrayOutputStream bytes) {
    char kind = at + 1 < typed.length() ? typed.charAt(at + 1) : ' ';
    switch (kind) {
      case 'n' -> bytes.write('\n');
      case 'r' -> bytes.write('\r');
      case 't' -> bytes.write('\t');
      case '0' -> bytes.write(0);
      case '\\' -> bytes.write('\\');
      case 'x' -> {
        bytes.write(hex(typed, at + 2));
        return at + 4;
      }
      default -> throw unknown(typed);
    }
    return at + 2;
  }

  private static int hex(String typed, int at) {
    if (at + 2 > typed.length()) {
      throw unknown(typed);
    }
    try {
      return Integer.parseInt(typed.substring(at, at + 2), 16);
    } catch (NumberFormatException e) {
      throw unknown(typed);
    }
  }

  private static IllegalArgumentException unknown(String typed) {
    return new IllegalArgumentException(
        "'"
            + typed
            + "': a backslash is followed by n, r, t, 0, x and two hex digits, or another"
            + " backslash");
  }
}
