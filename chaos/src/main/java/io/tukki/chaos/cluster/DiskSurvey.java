package io.tukki.chaos.cluster;

import io.tukki.core.record.BatchHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What is on a dead node's disk. Reads the batches by itself: what the product makes of the files
 * when it starts is what is to be judged.
 */
public final class DiskSurvey {

  private static final Pattern PARTITION = Pattern.compile("partition%7C.*-(\\d+)");
  private static final Pattern SEGMENT = Pattern.compile("(\\d{20})\\.log");

  private DiskSurvey() {}

  /**
   * The whole batches in a row from a log's beginning on.
   *
   * @param epoch of the last
   * @param end the offset behind them
   */
  public record Tail(int epoch, long end) {

    static final Tail NOTHING = new Tail(0, 0);
  }

  /** By the number of the partition; the run has one topic. */
  public static Map<Integer, Tail> of(Path dataDirectory) {
    Map<Integer, Tail> tails = new TreeMap<>();
    try (Stream<Path> logs = Files.list(dataDirectory.resolve("logs"))) {
      for (Path log : logs.toList()) {
        Matcher name = PARTITION.matcher(log.getFileName().toString());
        if (name.matches()) {
          tails.put(Integer.valueOf(name.group(1)), tail(log));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tails;
  }

  private static Tail tail(Path log) throws IOException {
    List<Path> segments;
    try (Stream<Path> files = Files.list(log)) {
      segments =
          files
              .filter(file -> SEGMENT.matcher(file.getFileName().toString()).matches())
              .sorted()
              .toList();
    }
    Tail tail = Tail.NOTHING;
    for (Path segment : segments) {
      long base = Long.parseLong(segment.getFileName().toString().substring(0, 20));
      if (base != tail.end() && !segment.equals(segments.getFirst())) {
        return tail;
      }
      Tail before = new Tail(tail.epoch(), base);
      tail = walk(segment, before);
    }
    return tail;
  }

  private static Tail walk(Path segment, Tail before) throws IOException {
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ)) {
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      Tail tail = before;
      while (isWholeBatch(bytes) && bytes.getLong(bytes.position()) == tail.end()) {
        int at = bytes.position();
        tail =
            new Tail(
                bytes.getInt(at + BatchHeader.LEADER_EPOCH),
                tail.end() + bytes.getInt(at + BatchHeader.LAST_OFFSET_DELTA) + 1);
        bytes.position(at + sizeAt(bytes, at));
      }
      return tail;
    }
  }

  private static int sizeAt(ByteBuffer bytes, int at) {
    return BatchHeader.LENGTH_PREFIX_BYTES + bytes.getInt(at + BatchHeader.BATCH_LENGTH);
  }

  private static boolean isWholeBatch(ByteBuffer bytes) {
    int at = bytes.position();
    if (bytes.remaining() < BatchHeader.HEADER_BYTES) {
      return false;
    }
    int size = sizeAt(bytes, at);
    if (size < BatchHeader.HEADER_BYTES || size > bytes.remaining()) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(at + BatchHeader.ATTRIBUTES, size - BatchHeader.ATTRIBUTES));
    return (int) crc.getValue() == bytes.getInt(at + BatchHeader.CRC);
  }
}
