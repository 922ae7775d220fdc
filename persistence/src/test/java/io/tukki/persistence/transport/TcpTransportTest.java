package io.tukki.persistence.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.Transport.Priority;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.transport.Heard.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpTransportTest {

  private static final ReplicaId A = Samples.replica(1);
  private static final ReplicaId B = Samples.replica(2);

  private final ActorSystem system = TestNode.system("");
  private TestNode a;
  private TestNode b;

  @BeforeEach
  void start() throws Exception {
    a = new TestNode(system, 1);
    b = new TestNode(system, 2);
    a.knows(b);
    b.knows(a);
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
    TestKit.shutdownActorSystem(system);
  }

  @Test
  void messagesOfEachKindArriveInOrderAndSayWhoSentThem() {
    for (Message message : Samples.ofEachKind()) {
      a.transport.send(B, "some log", message);
    }

    List<Word> expected =
        Samples.ofEachKind().stream()
            .<Word>map(message -> new Word.Said(A, "some log", message))
            .toList();
    await().untilAsserted(() -> assertThat(b.heard.words).isEqualTo(expected));
  }

  @Test
  void bothSpeakAtOnce() {
    a.ping(B, 1);
    b.ping(A, 2);

    await().until(() -> b.hasHeard(A, 1) && a.hasHeard(B, 2));
  }

  @Test
  void aShipmentArrivesWholeHoweverManyPartsItTakes() throws Exception {
    int sizeBytes = 3_000_001;
    a.transport
        .ship(B, "log", Samples.append(40), 17, a.slice(sizeBytes, 5), Priority.LIVE)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);

    Word expected =
        new Word.Shipped(A, "log", Samples.append(40), 17, BytesSlice.bytes(sizeBytes, 5));
    await().untilAsserted(() -> assertThat(b.heard.words).containsExactly(expected));
    assertThat(a.slices.closed).hasValue(1);
  }

  @Test
  void aSnapshotArrives() {
    a.transport.sendSnapshot(B, "log", BytesSlice.bytes(500_000, 9));

    Word expected = new Word.SnapshotSent(A, "log", BytesSlice.bytes(500_000, 9));
    await().untilAsserted(() -> assertThat(b.heard.words).containsExactly(expected));
  }

  @Test
  void manyLogsMessagesAreFewWrites() {
    int logs = 5_000;
    for (int log = 0; log < logs; log++) {
      a.transport.send(B, "log-" + log, new Message.Ping(log));
    }

    await().until(() -> b.heard.words.size() == logs);
    assertThat(b.heard.words.getLast())
        .isEqualTo(new Word.Said(A, "log-" + (logs - 1), new Message.Ping(logs - 1)));
  }

  @Test
  void whatCannotBeReadIsDroppedAndTheNextOneGoes() {
    a.slices.failing = true;
    CompletionStage<Void> failed =
        a.transport.ship(B, "log", Samples.append(1), 1, a.slice(100, 1), Priority.LIVE);
    a.slices.failing = false;
    a.transport.ship(B, "log", Samples.append(2), 2, a.slice(100, 2), Priority.LIVE);

    await().until(() -> b.heard.words.size() == 1);
    assertThat(b.heard.words)
        .containsExactly(
            new Word.Shipped(A, "log", Samples.append(2), 2, BytesSlice.bytes(100, 2)));
    assertThat(failed).isCompleted();
    assertThat(a.slices.closed).hasValue(2);
    assertThat(a.transport.stats().shipmentsDropped()).isEqualTo(1);
  }

  @Test
  void whoHasNoAddressIsSentNothing() {
    ReplicaId stranger = Samples.replica(9);
    a.ping(stranger, 1);
    CompletionStage<Void> room =
        a.transport.ship(stranger, "log", Samples.append(1), 1, a.slice(100, 1), Priority.LIVE);

    assertThat(room).isCompleted();
    assertThat(a.slices.closed).hasValue(1);
    assertThat(a.transport.stats().messagesDropped()).isEqualTo(1);
    assertThat(a.transport.stats().shipmentsDropped()).isEqualTo(1);
  }

  @Test
  void aShipmentLargerThanTheReceiverTakesIsNotSent() {
    a.transport.ship(
        B, "log", Samples.append(1), 1, a.slice((128 << 20) + 1, 1), Priority.CATCH_UP);
    a.ping(B, 1);

    await().until(() -> b.hasHeard(A, 1));
    assertThat(a.slices.read).hasValue(0);
    assertThat(a.slices.closed).hasValue(1);
    assertThat(a.transport.stats().shipmentsDropped()).isEqualTo(1);
  }

  @Test
  void messagesComeThroughWhileShipmentsKeepTheConnectionBusy() {
    long totalBytes = 256L << 20;
    int sizeBytes = 1 << 20;
    long shipments = totalBytes / sizeBytes;
    List<CompletionStage<Void>> rooms = new ArrayList<>();
    for (int i = 0; i < shipments; i++) {
      rooms.add(
          a.transport.ship(B, "bulk", Samples.append(i), i, a.slice(sizeBytes, i), Priority.LIVE));
      a.ping(B, i);
    }

    await().until(() -> b.heard.words.size() == 2 * shipments);
    List<Word> words = b.heard.words;
    // The last message was handed in behind all shipments, and overtook most of them.
    assertThat(words.indexOf(new Word.Said(A, "log", new Message.Ping((int) shipments - 1))))
        .isLessThan(words.size() / 2 + (int) shipments / 2 - 1);
    assertThat(rooms).allSatisfy(room -> assertThat(room).isCompleted());
    assertThat(a.slices.closed).hasValue((int) shipments);
  }

  @Test
  void countersTellWhatWentThrough() {
    a.ping(B, 1);
    await().until(() -> b.hasHeard(A, 1));

    assertThat(a.transport.stats().framesSent()).isEqualTo(1);
    assertThat(a.transport.stats().connects()).isEqualTo(1);
    assertThat(b.transport.stats().bytesReceived())
        .isGreaterThanOrEqualTo(a.transport.stats().bytesSent());
  }

  @Test
  void aClosedTransportDropsAndListensNoMore() {
    a.ping(B, 1);
    await().until(() -> b.hasHeard(A, 1));
    a.close();
    a.close();

    a.ping(B, 2);
    a.transport.ship(B, "log", Samples.append(1), 1, a.slice(10, 1), Priority.LIVE);
    b.ping(A, 3);

    await().until(() -> b.links.contains("refused 1"));
    assertThat(b.hasHeard(A, 2)).isFalse();
    assertThat(a.slices.closed).hasValue(1);
  }
}
