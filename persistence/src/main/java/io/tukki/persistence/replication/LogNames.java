package io.tukki.persistence.replication;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How persistence ids, which may be any text of any length, name directories, and how they are
 * noted inside them.
 */
final class LogNames {

  /** Well below the 255 bytes that file systems allow, with room for suffixes. */
  private static final int MAX_DIRECTORY_NAME_CHARS = 180;

  /** How much of a long id stays readable in front of its hash. */
  private static final int READABLE_CHARS = 100;

  /** Never occurs in an escaped id, so that a hashed name is told from a spelt one. */
  private static final char HASH_MARK = '~';

  private LogNames() {}

  /**
   * The id, with everything escaped that a file system might take amiss; a long one ends in its
   * SHA-256, so that equal names mean equal ids.
   */
  static String directoryName(String persistenceId) {
    String spelt = escape(persistenceId, false);
    return spelt.length() <= MAX_DIRECTORY_NAME_CHARS
        ? spelt
        : spelt.substring(0, READABLE_CHARS) + HASH_MARK + sha256(persistenceId);
  }

  /** The id that the name spells; empty where it is a hashed one, or no name of ours. */
  static Optional<String> persistenceId(String directoryName) {
    Optional<String> id = unescape(directoryName);
    return id.filter(found -> directoryName(found).equals(directoryName));
  }

  /** The id as one line of text, for the file that tells whose log this is. */
  static String line(String persistenceId) {
    return escape(persistenceId, true);
  }

  private static String escape(String id, boolean onlyControls) {
    StringBuilder escaped = new StringBuilder(id.length() + 16);
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      // Bytes of 0x80 and above are negative here, and so always escaped.
      boolean plain = onlyControls ? b >= ' ' && b != '%' : isPlain(b);
      if (plain) {
        escaped.append((char) b);
      } else {
        escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return escaped.toString();
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '_';
  }

  private static Optional<String> unescape(String name) {
    byte[] bytes = new byte[name.length()];
    int size = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '%' && i + 2 < name.length() && isHex(name, i + 1) && isHex(name, i + 2)) {
        bytes[size++] = (byte) HexFormat.fromHexDigits(name, i + 1, i + 3);
        i += 2;
      } else if (c < 0x80 && isPlain((byte) c)) {
        bytes[size++] = (byte) c;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new String(bytes, 0, size, StandardCharsets.UTF_8));
  }

  private static boolean isHex(String text, int at) {
    return HexFormat.isHexDigit(text.charAt(at));
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
