package io.tukki.clusterconfig.cli.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a record's key in what was cut from the input, and what is then left as its value. */
public sealed interface KeyFinder {

  /** A key, perhaps, and a value. */
  @SuppressWarnings("ArrayRecordComponent") // A carrier between two calls, never compared.
  record Keyed(Optional<byte[]> key, byte[] value) {}

  Keyed find(byte[] record);

  /** No record has a key. */
  record None() implements KeyFinder {
    @Override
    public Keyed find(byte[] record) {
      return new Keyed(Optional.empty(), record);
    }
  }

  /** Every record has the same key. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Fixed(byte[] key) implements KeyFinder {
    @Override
    public Keyed find(byte[] record) {
      return new Keyed(Optional.of(key), record);
    }
  }

  /** What stands before the first separator is the key, what stands behind it the value. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Separated(byte[] separator) implements KeyFinder {
    @Override
    public Keyed find(byte[] record) {
      for (int at = 0; at <= record.length - separator.length; at++) {
        if (Arrays.equals(record, at, at + separator.length, separator, 0, separator.length)) {
          return new Keyed(
              Optional.of(Arrays.copyOf(record, at)),
              Arrays.copyOfRange(record, at + separator.length, record.length));
        }
      }
      return new Keyed(Optional.empty(), record);
    }
  }

  /**
   * The first group of the first match, or the whole match where there is no group; the value is
   * the whole record. The record is read as UTF-8 for this.
   */
  record Matching(Pattern pattern) implements KeyFinder {
    @Override
    public Keyed find(byte[] record) {
      Matcher matcher = pattern.matcher(new String(record, StandardCharsets.UTF_8));
      if (!matcher.find()) {
        return new Keyed(Optional.empty(), record);
      }
      String key = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
      return new Keyed(
          Optional.ofNullable(key).map(k -> k.getBytes(StandardCharsets.UTF_8)), record);
    }
  }

  /** The value of a {@code Name: value} line, as in mail headers and package indexes. */
  static KeyFinder field(String name) {
    return new Matching(
        Pattern.compile("^" + Pattern.quote(name) + ":[ \\t]*(.*?)[ \\t\\r]*$", Pattern.MULTILINE));
  }
}
