package io.tukki.persistence.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.persistence.replication.Transport.Priority;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.transport.Heard.Word;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** Readers run when the test says so; what leaves is parsed as the receiver would. */
class OutboxTest {

  private static final int CHUNK = 100;

  private static final TransportSettings SETTINGS =
      new TransportSettings(
          new TransportSettings.Patience(
              java.time.Duration.ofSeconds(1),
              java.time.Duration.ofSeconds(1),
              java.time.Duration.ofMillis(1),
              java.time.Duration.ofMillis(1)),
          new TransportSettings.Frame(1_000, 10_000, CHUNK),
          new TransportSettings.Waiting(
              500,
              new TransportSettings.Lane(300, 500),
              new TransportSettings.Lane(100, 200),
              300,
              3),
          new TransportSettings.Threads("", "", 1));

  private final Queue<Runnable> reading = new ArrayDeque<>();
  private final Counters counters = new Counters();
  private final BytesSlice.Counts slices = new BytesSlice.Counts();
  private final Heard heard = new Heard();
  private final AtomicInteger woken = new AtomicInteger();
  private final Outbox outbox = new Outbox(SETTINGS, reading::add, counters);
  private Frames frames = new Frames();
  private FrameParser parser = new FrameParser(SETTINGS.frame(), new Counters(), heard);

  private void send(int epoch) {
    WireWriter out = new WireWriter(0);
    MessageCodec.write(new Message.Ping(epoch), out);
    outbox.send("log", out);
  }

  private CompletionStage<Void> ship(int number, int sizeBytes, Priority priority) {
    WireWriter head = new WireWriter(0).putVarint(number).putVarint(sizeBytes);
    MessageCodec.write(Samples.append(0), head);
    return outbox.ship("log", head, new BytesSlice(sizeBytes, number, slices), priority);
  }

  private boolean takeOne() {
    Optional<ByteString> next = outbox.take(frames);
    next.ifPresent(bytes -> parser.feed(ByteBuffer.wrap(bytes.toArray())));
    return next.isPresent();
  }

  private void takeAll() {
    while (takeOne()) {
      readAll();
    }
  }

  private void readAll() {
    for (Runnable next = reading.poll(); next != null; next = reading.poll()) {
      next.run();
    }
  }

  /** A new connection, on which names are told anew. */
  private void reconnect() {
    outbox.detach();
    frames = new Frames();
    parser = new FrameParser(SETTINGS.frame(), new Counters(), heard);
    outbox.attach(woken::incrementAndGet);
  }

  private List<Long> shipped() {
    List<Long> numbers = new ArrayList<>();
    for (Word word : heard.words) {
      if (word instanceof Word.Shipped shipped) {
        numbers.add(shipped.firstOrdinal());
      }
    }
    return numbers;
  }

  @Test
  void messagesOvertakeShipments() {
    ship(1, 250, Priority.LIVE);
    takeOne();
    send(1);
    takeOne();

    assertThat(heard.words).containsExactly(Heard.said("log", new Message.Ping(1)));
    takeAll();
    assertThat(shipped()).containsExactly(1L);
  }

  @Test
  void manyMessagesAreOneWrite() {
    for (int epoch = 0; epoch < 8; epoch++) {
      send(epoch);
    }
    takeOne();

    assertThat(heard.words).hasSize(8);
    assertThat(takeOne()).isFalse();
  }

  @Test
  void smallShipmentsShareAWrite() {
    for (int i = 0; i < 3; i++) {
      ship(i, 10, Priority.LIVE);
    }
    ship(9, 10, Priority.CATCH_UP);
    takeOne();
    assertThat(shipped()).hasSizeGreaterThan(1);
    takeAll();
    assertThat(shipped()).containsExactly(0L, 1L, 2L, 9L);
  }

  @Test
  void snapshotsGoBetweenAndAreDroppedWhereTooManyWait() {
    ship(1, 250, Priority.LIVE);
    for (int i = 0; i < 5; i++) {
      outbox.sendSnapshot("log", BytesSlice.bytes(120, i));
    }
    takeAll();

    assertThat(shipped()).containsExactly(1L);
    assertThat(heard.words)
        .contains(
            new Word.SnapshotSent(Samples.replica(0), "log", BytesSlice.bytes(120, 0)),
            new Word.SnapshotSent(Samples.replica(0), "log", BytesSlice.bytes(120, 1)))
        .hasSize(3);
    assertThat(counters.shipmentsDropped.sum()).isEqualTo(3);
  }

  @Test
  void messagesBeyondTheBoundAreDropped() {
    for (int epoch = 0; epoch < 1_000; epoch++) {
      send(epoch);
    }
    takeAll();

    assertThat(heard.words).hasSizeBetween(30, 60);
    assertThat(heard.words.getFirst()).isEqualTo(Heard.said("log", new Message.Ping(0)));
    assertThat(counters.messagesDropped.sum()).isEqualTo(1_000 - heard.words.size());
    send(7);
    assertThat(takeOne()).isTrue();
  }

  @Test
  void liveGoesFirstButCatchUpGetsItsTurns() {
    for (int i = 0; i < 5; i++) {
      ship(i, CHUNK, Priority.LIVE);
    }
    ship(10, CHUNK, Priority.CATCH_UP);
    ship(11, CHUNK, Priority.CATCH_UP);
    takeAll();

    assertThat(shipped()).containsExactly(0L, 1L, 2L, 10L, 3L, 4L, 11L);
  }

  @Test
  void catchUpGoesAtOnceWhereNothingIsLive() {
    ship(10, CHUNK, Priority.CATCH_UP);
    ship(11, CHUNK, Priority.CATCH_UP);
    takeAll();

    assertThat(shipped()).containsExactly(10L, 11L);
  }

  @Test
  void onlySoMuchIsReadAheadAndWhoShipsMoreWaits() {
    List<CompletionStage<Void>> rooms = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      rooms.add(ship(i, 100, Priority.LIVE));
    }
    readAll();

    assertThat(slices.read).hasValue(3);
    assertThat(rooms.subList(0, 3)).allSatisfy(room -> assertThat(room).isCompleted());
    assertThat(rooms.subList(3, 6)).allSatisfy(room -> assertThat(room).isNotCompleted());
    takeOne();
    readAll();
    assertThat(slices.read).hasValue(4);
    assertThat(rooms.get(3)).isCompleted();
    takeAll();
    assertThat(shipped()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(slices.closed).hasValue(6);
  }

  @Test
  void aShipmentLargerThanTheMemoryGoesAlone() {
    ship(1, 400, Priority.LIVE);
    CompletionStage<Void> next = ship(2, 10, Priority.LIVE);

    readAll();
    assertThat(next).isNotCompleted();
    takeAll();
    assertThat(next).isCompleted();
    assertThat(shipped()).containsExactly(1L, 2L);
  }

  @Test
  void whatFindsNoRoomInFilesEitherIsDropped() {
    for (int i = 0; i < 10; i++) {
      ship(i, 100, Priority.LIVE);
    }
    takeAll();

    assertThat(shipped()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(counters.shipmentsDropped.sum()).isEqualTo(2);
    assertThat(slices.closed).hasValue(10);
  }

  @Test
  void aShipmentThatFailedToBeReadGivesItsRoomBack() {
    slices.failing = true;
    for (int i = 0; i < 50; i++) {
      assertThat(ship(i, 100, Priority.LIVE)).isCompleted();
    }
    slices.failing = false;
    ship(99, 100, Priority.LIVE);
    takeAll();

    assertThat(shipped()).containsExactly(99L);
    assertThat(slices.closed).hasValue(51);
  }

  @Test
  void whatHadLeftInPartIsForgottenWithItsConnection() {
    ship(1, 250, Priority.LIVE);
    ship(2, 50, Priority.LIVE);
    takeOne();
    reconnect();
    takeAll();

    assertThat(shipped()).containsExactly(2L);
    assertThat(counters.shipmentsDropped.sum()).isEqualTo(1);
    ship(3, 300, Priority.LIVE);
    takeAll();
    assertThat(shipped()).containsExactly(2L, 3L);
  }

  @Test
  void whatHadNotLeftGoesWithTheNextConnection() {
    send(1);
    ship(1, 50, Priority.LIVE);
    ship(2, 50, Priority.CATCH_UP);
    reconnect();
    takeAll();

    assertThat(heard.words).hasSize(3);
    assertThat(counters.shipmentsDropped.sum()).isZero();
  }

  @Test
  void clearingDropsAllAndLetsWhoWaitsGoOn() {
    send(1);
    List<CompletionStage<Void>> rooms = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      rooms.add(ship(i, 100, Priority.LIVE));
    }
    takeOne();
    outbox.clear();
    readAll();

    assertThat(rooms).allSatisfy(room -> assertThat(room).isCompleted());
    assertThat(slices.closed).hasValue(6);
    assertThat(takeOne()).isFalse();
    reconnect();
    ship(7, 300, Priority.LIVE);
    takeAll();
    assertThat(shipped()).contains(7L);
  }

  @Test
  void theConnectionIsWokenOncePerSilence() {
    outbox.attach(woken::incrementAndGet);
    send(1);
    assertThat(woken).hasValue(0);
    takeAll();
    send(2);
    send(3);
    ship(1, 10, Priority.LIVE);
    assertThat(woken).hasValue(1);
    takeAll();
    ship(2, 10, Priority.CATCH_UP);
    assertThat(woken).hasValue(2);
  }
}
