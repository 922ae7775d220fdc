package io.tukki.chaos.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a dead process had flushed, and the dropping of the rest.
 *
 * <p>A file loses everything behind the size that it had when its last flush began; one that was
 * never flushed is gone. Overwritten bytes, renames and deletions stay: a disk may have carried
 * them out, flushed or not. So what is left is one of the states that a power cut may leave, and a
 * harsh one for files that are appended to.
 */
public final class FlushLedger {

  private final Map<String, Long> flushedBytes = new HashMap<>();

  private FlushLedger() {}

  public static FlushLedger read(Path file) throws IOException {
    FlushLedger ledger = new FlushLedger();
    if (Files.exists(file)) {
      try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
        lines.forEach(ledger::line);
      }
    }
    return ledger;
  }

  private void line(String line) {
    if (line.startsWith("R ")) {
      int tab = line.indexOf('\t');
      String to = line.substring(tab + 1);
      Long flushed = flushedBytes.remove(line.substring(2, tab));
      if (flushed == null) {
        flushedBytes.remove(to);
      } else {
        flushedBytes.put(to, flushed);
      }
      return;
    }
    int space = line.indexOf(' ', 2);
    long size = Long.parseLong(line.substring(2, space));
    String path = line.substring(space + 1);
    switch (line.charAt(0)) {
      case 'S' -> flushedBytes.put(path, size);
      case 'T' -> flushedBytes.computeIfPresent(path, (file, flushed) -> Math.min(flushed, size));
      case 'U' -> flushedBytes.remove(path);
      default -> throw new IllegalStateException("no line of a ledger: " + line);
    }
  }

  /** What was taken away. */
  public record Dropped(int files, int cutFiles, long bytes) {
    @Override
    public String toString() {
      return "lost %,d unflushed bytes: %d files cut, %d gone".formatted(bytes, cutFiles, files);
    }
  }

  public Dropped drop(Path root) throws IOException {
    int gone = 0;
    int cut = 0;
    long bytes = 0;
    List<Path> files;
    try (Stream<Path> tree = Files.walk(root.toRealPath())) {
      files = tree.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      long size = Files.size(file);
      Long flushed = flushedBytes.get(file.toString());
      if (flushed == null) {
        Files.delete(file);
        gone++;
        bytes += size;
      } else if (size > flushed) {
        truncate(file, flushed);
        cut++;
        bytes += size - flushed;
      }
    }
    return new Dropped(gone, cut, bytes);
  }

  /** Half of the time a torn page stays: zeros, as file systems leave them, in place of data. */
  private static void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long lost = channel.size() - size;
      channel.truncate(size);
      if (lost % 2 == 1) {
        channel.write(ByteBuffer.allocate((int) Math.min(lost, 512)), size);
      }
    }
  }
}
