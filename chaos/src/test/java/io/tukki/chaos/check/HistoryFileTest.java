package io.tukki.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.chaos.history.Event;
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
import io.tukki.chaos.history.HistoryReader;
import io.tukki.chaos.history.HistoryWriter;
import io.tukki.chaos.history.Outcome;
import io.tukki.chaos.history.Run;
import io.tukki.chaos.history.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryFileTest {

  private static final List<Event> EVENTS =
      List.of(
          new Began(1_700_000_000_000_000L, Promise.MAY_BE_CUT, "chaos/run.sh --seed 7"),
          new PartitionNamed(300, "orders-0"),
          new Sent(1, 300, 0, 50, 1_000, 2_500, new Outcome.Acknowledged(1L << 40)),
          new Sent(2, 300, 1L << 39, 1, 0, 0, new Outcome.AcknowledgedSomewhere()),
          new Sent(2, 300, 9, 2, 5, 6, new Outcome.Failed("storage-full")),
          new Sent(2, 300, 11, 2, 5, 6, new Outcome.Unknown("timed-out")),
          new ReaderStarted(200, 300, ReaderKind.FINAL, 77),
          new Polled(200, 78, List.of(new Run(0, 1, 0, 50), new Run(60, 2, 9, 1))),
          new Polled(200, 79, List.of()),
          new ReadToEnd(200, 79),
          new PowerLost(
              5,
              6,
              86_400_000_000L,
              300,
              List.of(new Survivor(2, 7, 1L << 40), new Survivor(3, 0, 0))),
          new PowerLost(7, 8, 0, 300, List.of()),
          new Warned(9, 300, Place.LOG),
          new Warned(10, 300, Place.STATUS),
          new Warned(11, 300, Place.METRIC),
          new Noted(80, "kill -9 of node 2"),
          new Ended(81));

  @TempDir Path directory;

  @Test
  void everyKindOfEventComesBack() throws IOException {
    assertThat(read(write("a", EVENTS))).isEqualTo(EVENTS);
  }

  @Test
  void filesAreReadOneAfterTheOther() throws IOException {
    List<Event> both = new ArrayList<>(EVENTS);
    both.addAll(EVENTS);

    assertThat(read(write("a", EVENTS), write("b", EVENTS))).isEqualTo(both);
  }

  @Test
  void aFileCutAnywhereIsReadUpToThere() throws IOException {
    byte[] whole = Files.readAllBytes(write("a", EVENTS));
    for (int length = 0; length < whole.length; length++) {
      Path cut = directory.resolve("cut");
      Files.write(cut, Arrays.copyOf(whole, length));

      List<Event> events = read(cut);

      assertThat(events).isEqualTo(EVENTS.subList(0, events.size())).hasSizeLessThan(EVENTS.size());
    }
  }

  @Test
  void valuesComeBackFromTheirText() {
    assertThat(Value.parse(new Value(12, 1L << 39) + " xxxx")).isEqualTo(new Value(12, 1L << 39));
    assertThat(Value.parse("no value").lane()).isEqualTo(Value.FOREIGN_LANE);
    assertThat(Value.parse("-1-2").lane()).isEqualTo(Value.FOREIGN_LANE);
    assertThat(Value.unpack(new Value(3, 4).packed())).isEqualTo(new Value(3, 4));
  }

  @Test
  void aLargeHistoryIsCheckedInPieces() throws IOException {
    Path file = directory.resolve("large");
    int partitions = 4;
    int batches = 5_000;
    int records = 100;
    try (HistoryWriter writer = new HistoryWriter(file)) {
      writer.write(new Began(0, Promise.KEPT, "large"));
      for (int partition = 0; partition < partitions; partition++) {
        writer.write(new ReaderStarted(partition, partition, ReaderKind.FINAL, 0));
        for (int batch = 0; batch < batches; batch++) {
          long first = (long) batch * records;
          // The last batch of the last partition is read with one value that is not its own.
          boolean bad = partition == partitions - 1 && batch == batches - 1;
          writer.write(
              new Sent(
                  partition + 1,
                  partition,
                  first,
                  records,
                  batch,
                  batch,
                  new Outcome.Acknowledged(first)));
          writer.write(
              new Polled(
                  partition,
                  batch,
                  List.of(new Run(first, partition + 1, first, bad ? records - 1 : records))));
        }
        writer.write(new ReadToEnd(partition, batches));
      }
      writer.write(new Ended(1));
    }

    Verdict verdict = new Checker(600_000).check(new HistoryReader(List.of(file)));

    assertThat(verdict.violations()).containsOnlyKeys(Anomaly.UNSEEN);
    assertThat(verdict.summary().acknowledged()).isEqualTo((long) partitions * batches * records);
  }

  private Path write(String name, List<Event> events) throws IOException {
    Path file = directory.resolve(name);
    try (HistoryWriter writer = new HistoryWriter(file)) {
      events.forEach(writer::write);
    }
    return file;
  }

  private static List<Event> read(Path... files) throws IOException {
    List<Event> events = new ArrayList<>();
    new HistoryReader(List.of(files)).replay(events::add);
    return events;
  }
}
