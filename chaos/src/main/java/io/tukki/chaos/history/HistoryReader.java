package io.tukki.chaos.history;

import io.tukki.chaos.history.Event.Began;
import io.tukki.chaos.history.Event.Ended;
import io.tukki.chaos.history.Event.Noted;
import io.tukki.chaos.history.Event.PartitionNamed;
import io.tukki.chaos.history.Event.Place;
import io.tukki.chaos.history.Event.Polled;
import io.tukki.chaos.history.Event.PowerLost;
import io.tukki.chaos.history.Event.Promise;
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
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A history in files: several clients in processes of their own write one each. A file that ends in
 * the middle of an event, because its writer was killed, is read up to there.
 */
public final class HistoryReader implements History {

  private static final int BUFFER_BYTES = 1 << 18;

  private final List<Path> files;

  public HistoryReader(List<Path> files) {
    this.files = List.copyOf(files);
  }

  @Override
  public void replay(Consumer<Event> reader) throws IOException {
    for (Path file : files) {
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
        if (in.readInt() != HistoryWriter.MAGIC || in.readInt() != HistoryWriter.VERSION) {
          throw new IOException(file + " is no history, or one of another version");
        }
        int tag = in.read();
        while (tag >= 0) {
          reader.accept(event((char) tag, in));
          tag = in.read();
        }
      } catch (EOFException e) {
        // Its writer was killed; the missing Ended tells the checker.
      }
    }
  }

  private static Event event(char tag, DataInputStream in) throws IOException {
    return switch (tag) {
      case HistoryWriter.BEGAN -> new Began(number(in), promise(in.readByte()), in.readUTF());
      case HistoryWriter.PARTITION_NAMED -> new PartitionNamed((int) number(in), in.readUTF());
      case HistoryWriter.SENT -> sent(in);
      case HistoryWriter.READER_STARTED ->
          new ReaderStarted(
              (int) number(in),
              (int) number(in),
              in.readBoolean() ? ReaderKind.FINAL : ReaderKind.LIVE,
              number(in));
      case HistoryWriter.POLLED -> new Polled((int) number(in), number(in), runs(in));
      case HistoryWriter.READ_TO_END -> new ReadToEnd((int) number(in), number(in));
      case HistoryWriter.POWER_LOST ->
          new PowerLost(number(in), number(in), number(in), (int) number(in), survivors(in));
      case HistoryWriter.WARNED -> new Warned(number(in), (int) number(in), place(in.readByte()));
      case HistoryWriter.NOTED -> new Noted(number(in), in.readUTF());
      case HistoryWriter.ENDED -> new Ended(number(in));
      default -> throw new IOException("an event of kind " + (int) tag);
    };
  }

  private static Sent sent(DataInputStream in) throws IOException {
    int lane = (int) number(in);
    int partition = (int) number(in);
    long firstSequence = number(in);
    int count = (int) number(in);
    long invokedUs = number(in);
    long endedUs = invokedUs + number(in);
    return new Sent(lane, partition, firstSequence, count, invokedUs, endedUs, outcome(in));
  }

  private static Promise promise(int number) throws IOException {
    return switch (number) {
      case 0 -> Promise.KEPT;
      case 1 -> Promise.MAY_BE_CUT;
      default -> throw new IOException("a promise of kind " + number);
    };
  }

  private static Place place(int number) throws IOException {
    return switch (number) {
      case 0 -> Place.LOG;
      case 1 -> Place.STATUS;
      case 2 -> Place.METRIC;
      default -> throw new IOException("a place of kind " + number);
    };
  }

  private static List<Survivor> survivors(DataInputStream in) throws IOException {
    int count = (int) number(in);
    List<Survivor> survivors = new ArrayList<>(Math.min(count, 1_000));
    for (int i = 0; i < count; i++) {
      survivors.add(new Survivor((int) number(in), (int) number(in), number(in)));
    }
    return survivors;
  }

  private static Outcome outcome(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case 0 -> new Acknowledged(number(in));
      case 1 -> new AcknowledgedSomewhere();
      case 2 -> new Failed(in.readUTF());
      case 3 -> new Unknown(in.readUTF());
      default -> throw new IOException("an outcome of kind " + kind);
    };
  }

  private static List<Run> runs(DataInputStream in) throws IOException {
    int count = (int) number(in);
    List<Run> runs = new ArrayList<>(Math.min(count, 1_000));
    for (int i = 0; i < count; i++) {
      runs.add(new Run(number(in), (int) number(in), number(in), (int) number(in)));
    }
    return runs;
  }

  private static long number(DataInputStream in) throws IOException {
    long value = 0;
    int shift = 0;
    int next = in.readUnsignedByte();
    while ((next & 0x80) != 0) {
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
      next = in.readUnsignedByte();
    }
    return value | ((long) next << shift);
  }
}
