package io.tukki.api.http.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whether bytes are well-formed UTF-8, as table 3-7 of the Unicode standard has it. */
final class Utf8 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long NON_ASCII = 0x8080808080808080L;

  private Utf8() {}

  static boolean isValid(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = skipAscii(bytes, offset, end);
    while (at < end) {
      int size = sequenceAt(bytes, at, end);
      if (size == 0) {
        return false;
      }
      at = skipAscii(bytes, at + size, end);
    }
    return true;
  }

  private static int skipAscii(byte[] bytes, int from, int end) {
    int at = from;
    while (at + Long.BYTES <= end && ((long) LONGS.get(bytes, at) & NON_ASCII) == 0) {
      at += Long.BYTES;
    }
    while (at < end && bytes[at] >= 0) {
      at++;
    }
    return at;
  }

  /** How many bytes the character takes that starts here, which is not ASCII; 0 if it is none. */
  private static int sequenceAt(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xFF;
    int second = at + 1 < end ? bytes[at + 1] & 0xFF : 0;
    if (lead >= 0xC2 && lead <= 0xDF) {
      return isContinuation(second) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
      int least = lead == 0xE0 ? 0xA0 : 0x80;
      int most = lead == 0xED ? 0x9F : 0xBF;
      return second >= least && second <= most && continues(bytes, at + 2, end) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
      int least = lead == 0xF0 ? 0x90 : 0x80;
      int most = lead == 0xF4 ? 0x8F : 0xBF;
      boolean whole = continues(bytes, at + 2, end) && continues(bytes, at + 3, end);
      return second >= least && second <= most && whole ? 4 : 0;
    }
    return 0;
  }

  private static boolean continues(byte[] bytes, int at, int end) {
    return at < end && isContinuation(bytes[at] & 0xFF);
  }

  private static boolean isContinuation(int value) {
    return value >= 0x80 && value <= 0xBF;
  }
}
