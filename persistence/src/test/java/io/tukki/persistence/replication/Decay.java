package io.tukki.persistence.replication;

import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatches;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of one log, and what time does to them. */
record Decay(Path directory) {

  /** Into the records of a batch. */
  private static final int PAYLOAD_AT = RecordBatch.HEADER_BYTES + 20;

  enum Kind {
    /** A byte of a record in the first segment. */
    PAYLOAD,
    /** A byte of a header in the first segment, so that nobody knows where the next begins. */
    HEADER,
    /** A byte in a segment with others before and behind it. */
    MIDDLE_SEGMENT,
    /** A segment in the middle is gone. */
    MISSING_SEGMENT,
    /** The last segment is shorter than what was synced. */
    TAIL
  }

  /** Of a log that is closed, so that whoever opens it meets it. */
  void damage(Kind kind) throws IOException {
    switch (kind) {
      case PAYLOAD, HEADER, MIDDLE_SEGMENT -> {
        flip(kind);
        // Nothing vouches for the segments now, so that they are read when the log is opened.
        deleteDerived();
      }
      case MISSING_SEGMENT -> Files.delete(segments().get(segments().size() / 2));
      case TAIL -> {
        Path last = segments().getLast();
        byte[] content = Files.readAllBytes(last);
        Files.write(last, java.util.Arrays.copyOf(content, content.length - 5));
      }
    }
  }

  void flip(Kind kind) throws IOException {
    switch (kind) {
      case PAYLOAD -> flipPayload(1);
      case HEADER -> flipHeader(1);
      case MIDDLE_SEGMENT -> flipAt(segments().get(segments().size() / 2), PAYLOAD_AT);
      case MISSING_SEGMENT, TAIL -> throw new IllegalArgumentException(kind + " is no flip");
    }
  }

  /**
   * @param batch counted from 0, over all segments
   */
  void flipPayload(int batch) throws IOException {
    flip(batch, PAYLOAD_AT);
  }

  void flipHeader(int batch) throws IOException {
    flip(batch, RecordBatch.BATCH_LENGTH);
  }

  private void flip(int batch, int at) throws IOException {
    int count = 0;
    for (Path segment : segments()) {
      int position = 0;
      for (RecordBatch each : RecordBatches.all(ByteBuffer.wrap(Files.readAllBytes(segment)))) {
        if (count++ == batch) {
          flipAt(segment, position + at);
          return;
        }
        position += each.sizeBytes();
      }
    }
    throw new IllegalArgumentException("there is no batch " + batch);
  }

  /** In place: an open file sees it too. */
  private static void flipAt(Path file, long position) throws IOException {
    try (var channel =
        Files.newByteChannel(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.position(position).read(one);
      one.put(0, (byte) (one.get(0) ^ 0x55));
      channel.position(position).write(one.flip());
    }
  }

  private void deleteDerived() throws IOException {
    for (Path file : list()) {
      String name = file.getFileName().toString();
      if (name.equals("checkpoint") || name.endsWith("index")) {
        Files.delete(file);
      }
    }
  }

  int batches() throws IOException {
    int count = 0;
    for (RecordBatch each : RecordBatches.all(ByteBuffer.wrap(records()))) {
      count += each.sizeBytes() > 0 ? 1 : 0;
    }
    return count;
  }

  /** All segments' bytes, in order. */
  byte[] records() {
    return together(segments());
  }

  byte[] quarantined() {
    return together(
        list().stream().filter(file -> file.toString().endsWith(".quarantine")).toList());
  }

  boolean isMarked() {
    return Files.exists(directory.resolve("damaged"));
  }

  private static byte[] together(List<Path> files) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      for (Path file : files) {
        all.write(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  private List<Path> segments() {
    return list().stream().filter(file -> file.toString().endsWith(".log")).toList();
  }

  private List<Path> list() {
    try (Stream<Path> files = Files.list(directory)) {
      return new ArrayList<>(files.sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
