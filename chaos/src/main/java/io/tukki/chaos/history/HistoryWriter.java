package io.tukki.chaos.history;

import io.tukki.chaos.history.Event.Began;
import io.tukki.chaos.history.Event.Ended;
import io.tukki.chaos.history.Event.Noted;
import io.tukki.chaos.history.Event.PartitionNamed;
import io.tukki.chaos.history.Event.Place;
import io.tukki.chaos.history.Event.Polled;
import io.tukki.chaos.history.Event.PowerLost;
import io.tukki.chaos.history.Event.ReadToEnd;
import io.tukki.chaos.history.Event.ReaderKind;
import io.tukki.chaos.history.Event.ReaderStarted;
import io.tukki.chaos.history.Event.Sent;
import io.tukki.chaos.history.Event.Survivor;
import io.tukki.chaos.history.Event.Warned;
import io.tukki.chaos.history.Outcome.Acknowledged;
import io.tukki.chaos.history.Outcome.AcknowledgedSomewhere;
import io.tukki.chaos.history.Outcome.Failed;
import io.tukki.chaos.history.Outcome.Unknown;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes events to a file as they come; {@link HistoryReader} says what the bytes mean.
 * Thread-safe.
 */
public final class HistoryWriter implements HistoryLog, AutoCloseable {

  static final int MAGIC = 0x54554b48; // "TUKH"
  static final int VERSION = 2;
  static final char BEGAN = 'b';
  static final char PARTITION_NAMED = 'p';
  static final char SENT = 's';
  static final char READER_STARTED = 'r';
  static final char POLLED = 'l';
  static final char READ_TO_END = 't';
  static final char POWER_LOST = 'o';
  static final char WARNED = 'w';
  static final char NOTED = 'n';
  static final char ENDED = 'e';

  private static final int BUFFER_BYTES = 1 << 16;

  /** What a process that is killed has not handed over yet is lost to its history. */
  private static final long MAX_HELD_BACK_NANOS = 500_000_000L;

  private final DataOutputStream out;
  private long handedOverNanos = System.nanoTime();

  public HistoryWriter(Path file) throws IOException {
    out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES));
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
  }

  @Override
  public synchronized void write(Event event) {
    try {
      out.writeByte(tag(event));
      writeBody(event);
      long nowNanos = System.nanoTime();
      if (nowNanos - handedOverNanos > MAX_HELD_BACK_NANOS) {
        out.flush();
        handedOverNanos = nowNanos;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeBody(Event event) throws IOException {
    switch (event) {
      case Began(long atUs, var promise, String command) -> {
        number(atUs);
        out.writeByte(
            switch (promise) {
              case KEPT -> 0;
              case MAY_BE_CUT -> 1;
            });
        out.writeUTF(command);
      }
      case PartitionNamed(int partition, String name) -> {
        number(partition);
        out.writeUTF(name);
      }
      case Sent sent -> writeSent(sent);
      case ReaderStarted(int reader, int partition, var kind, long atUs) -> {
        number(reader);
        number(partition);
        out.writeBoolean(kind == ReaderKind.FINAL);
        number(atUs);
      }
      case Polled(int reader, long atUs, var runs) -> {
        number(reader);
        number(atUs);
        number(runs.size());
        for (Run run : runs) {
          number(run.firstOffset());
          number(run.lane());
          number(run.firstSequence());
          number(run.count());
        }
      }
      case ReadToEnd(int reader, long atUs) -> {
        number(reader);
        number(atUs);
      }
      case PowerLost lost -> writeLost(lost);
      case Warned(long atUs, int partition, Place place) -> {
        number(atUs);
        number(partition);
        out.writeByte(
            switch (place) {
              case LOG -> 0;
              case STATUS -> 1;
              case METRIC -> 2;
            });
      }
      case Noted(long atUs, String text) -> {
        number(atUs);
        out.writeUTF(text);
      }
      case Ended(long atUs) -> number(atUs);
    }
  }

  private void writeLost(PowerLost lost) throws IOException {
    number(lost.atUs());
    number(lost.backUs());
    number(lost.windowUs());
    number(lost.partition());
    number(lost.survivors().size());
    for (Survivor survivor : lost.survivors()) {
      number(survivor.node());
      number(survivor.epoch());
      number(survivor.end());
    }
  }

  private void writeSent(Sent sent) throws IOException {
    number(sent.lane());
    number(sent.partition());
    number(sent.firstSequence());
    number(sent.count());
    number(sent.invokedUs());
    number(sent.endedUs() - sent.invokedUs());
    switch (sent.outcome()) {
      case Acknowledged(long firstOffset) -> {
        out.writeByte(0);
        number(firstOffset);
      }
      case AcknowledgedSomewhere() -> out.writeByte(1);
      case Failed(String reason) -> {
        out.writeByte(2);
        out.writeUTF(reason);
      }
      case Unknown(String reason) -> {
        out.writeByte(3);
        out.writeUTF(reason);
      }
    }
  }

  /** Seven bits a byte, the lowest first, so that small numbers are short. */
  private void number(long value) throws IOException {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.writeByte((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }

  /** The first byte of each event. */
  private static char tag(Event event) {
    return switch (event) {
      case Began e -> BEGAN;
      case PartitionNamed e -> PARTITION_NAMED;
      case Sent e -> SENT;
      case ReaderStarted e -> READER_STARTED;
      case Polled e -> POLLED;
      case ReadToEnd e -> READ_TO_END;
      case PowerLost e -> POWER_LOST;
      case Warned e -> WARNED;
      case Noted e -> NOTED;
      case Ended e -> ENDED;
    };
  }
}
