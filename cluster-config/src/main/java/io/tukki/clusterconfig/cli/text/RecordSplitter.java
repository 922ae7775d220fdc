package io.tukki.clusterconfig.cli.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream of bytes at a delimiter. The delimiter belongs to no record; a last record needs
 * none. Holds one record in memory, which is bounded.
 */
public final class RecordSplitter {

  private static final int READ_BYTES = 1 << 16;

  private final InputStream input;
  private final byte[] delimiter;
  private final int maxRecordBytes;

  private byte[] buffer = new byte[READ_BYTES];
  private int start;
  private int end;
  private boolean ended;

  /**
   * @param delimiter empty makes the whole input one record
   * @param maxRecordBytes a longer record is an error, since it cannot be told from a wrong
   *     delimiter
   */
  public RecordSplitter(InputStream input, byte[] delimiter, int maxRecordBytes) {
    this.input = input;
    this.delimiter = delimiter.clone();
    this.maxRecordBytes = maxRecordBytes;
  }

  /**
   * The next record, or empty at the end of the input.
   *
   * @throws TooLongException if no delimiter comes within the bound
   */
  public Optional<byte[]> next() throws IOException {
    int searchFrom = start;
    while (true) {
      int found = delimiter.length == 0 ? -1 : indexOf(searchFrom);
      if (found >= 0) {
        byte[] record = Arrays.copyOfRange(buffer, start, found);
        start = found + delimiter.length;
        return Optional.of(record);
      }
      if (ended) {
        return rest();
      }
      if (end - start > maxRecordBytes) {
        throw new TooLongException(maxRecordBytes);
      }
      // A delimiter may lie across what is there and what comes next.
      int searched = Math.max(0, end - start - delimiter.length + 1);
      fill();
      searchFrom = start + searched;
    }
  }

  private Optional<byte[]> rest() {
    if (start == end) {
      return Optional.empty();
    }
    byte[] record = Arrays.copyOfRange(buffer, start, end);
    start = end;
    return Optional.of(record);
  }

  private void fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = input.read(buffer, end, buffer.length - end);
    if (read < 0) {
      ended = true;
    } else {
      end += read;
    }
  }

  private int indexOf(int from) {
    byte first = delimiter[0];
    int last = end - delimiter.length;
    for (int at = from; at <= last; at++) {
      if (buffer[at] == first
          && Arrays.equals(buffer, at, at + delimiter.length, delimiter, 0, delimiter.length)) {
        return at;
      }
    }
    return -1;
  }

  /** The input has no delimiter where one is needed. */
  public static final class TooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    TooLongException(int maxRecordBytes) {
      super("no delimiter within %,d bytes; is it the right one?".formatted(maxRecordBytes));
    }
  }
}
