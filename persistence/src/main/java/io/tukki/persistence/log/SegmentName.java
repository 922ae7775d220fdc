package io.tukki.persistence.log;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * Names of a segment's files: the offset it starts at, in 20 digits, so that names sort as offsets
 * do.
 */
final class SegmentName {

  static final String LOG = ".log";
  static final String INDEX = ".index";
  static final String TIME_INDEX = ".timeindex";

  private static final int DIGITS = 20;

  private SegmentName() {}

  static String of(long baseOffset, String suffix) {
    return String.format(Locale.ROOT, "%0" + DIGITS + "d%s", baseOffset, suffix);
  }

  /** Empty if this is no name of a file with records. */
  static OptionalLong baseOffsetOf(String name) {
    if (name.length() != DIGITS + LOG.length() || !name.endsWith(LOG)) {
      return OptionalLong.empty();
    }
    String digits = name.substring(0, DIGITS);
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
