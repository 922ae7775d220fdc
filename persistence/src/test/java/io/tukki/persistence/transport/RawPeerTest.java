package io.tukki.persistence.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tukki.core.id.ClusterId;
import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.transport.Handshake.Hello;
import io.tukki.persistence.transport.Handshake.Verdict;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.UUID;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody else's program, or a broken one, at the port. */
@Timeout(60)
class RawPeerTest {

  private static final ReplicaId HERE = Samples.replica(1);
  private static final ReplicaId PEER = Samples.replica(2);
  private static final Hello HELLO = new Hello(Samples.CLUSTER, PEER, HERE);

  private final ActorSystem system =
      TestNode.system("tukki.replication.transport.max-connections = 3");
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node = new TestNode(system, 1);
  }

  @AfterEach
  void stop() {
    node.close();
    TestKit.shutdownActorSystem(system);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(node.address().getAddress(), node.address().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private Socket connect(byte[] hello) throws IOException {
    Socket socket = connect();
    socket.getOutputStream().write(hello);
    return socket;
  }

  private static Verdict answer(Socket socket) throws IOException {
    return Handshake.readAnswer(
        ByteBuffer.wrap(socket.getInputStream().readNBytes(Handshake.ANSWER_BYTES)));
  }

  private static void assertClosed(Socket socket) {
    try {
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    } catch (IOException reset) {
      assertThat(reset).hasMessageNotContaining("timed out");
    }
  }

  private static byte[] frame(Message message) {
    WireWriter encoded = new WireWriter(0);
    MessageCodec.write(message, encoded);
    WireWriter out = new WireWriter(0);
    new Frames().putMessage(out, "log", encoded);
    return out.toByteArray();
  }

  @Test
  void whoSpeaksTheLanguageIsHeard() throws Exception {
    try (Socket socket = connect(Handshake.hello(HELLO))) {
      assertThat(answer(socket)).isEqualTo(Verdict.WELCOME);
      socket.getOutputStream().write(frame(new Message.Ping(1)));

      await().until(() -> node.hasHeard(PEER, 1));
    }
  }

  @Test
  void bytesBehindTheHelloInOnePacketAreNotLost() throws Exception {
    byte[] both =
        new WireWriter(0)
            .putBytes(Handshake.hello(HELLO))
            .putBytes(frame(new Message.Ping(1)))
            .toByteArray();
    try (Socket socket = connect(both)) {
      assertThat(answer(socket)).isEqualTo(Verdict.WELCOME);
      await().until(() -> node.hasHeard(PEER, 1));
    }
  }

  @Test
  void aHelloByteByByteIsUnderstood() throws Exception {
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      for (byte each : Handshake.hello(HELLO)) {
        socket.getOutputStream().write(each);
      }
      assertThat(answer(socket)).isEqualTo(Verdict.WELCOME);
    }
  }

  @Test
  void anotherClusterIsToldSoAndClosed() throws Exception {
    Hello foreign = new Hello(new ClusterId(new UUID(8, 8)), PEER, HERE);
    try (Socket socket = connect(Handshake.hello(foreign))) {
      assertThat(answer(socket)).isEqualTo(Verdict.WRONG_CLUSTER);
      assertClosed(socket);
    }
  }

  @Test
  void whoExpectsAnotherDirectoryIsToldSo() throws Exception {
    ReplicaId formerSelf = new ReplicaId(HERE.node(), Samples.replica(77).directory());
    try (Socket socket = connect(Handshake.hello(new Hello(Samples.CLUSTER, PEER, formerSelf)))) {
      assertThat(answer(socket)).isEqualTo(Verdict.WRONG_RECEIVER);
      assertClosed(socket);
    }
  }

  @Test
  void anotherVersionIsToldSo() throws Exception {
    byte[] hello = Handshake.hello(HELLO);
    hello[5]++;
    try (Socket socket = connect(hello)) {
      assertThat(answer(socket)).isEqualTo(Verdict.WRONG_VERSION);
      assertClosed(socket);
    }
  }

  @Test
  void anotherProtocolIsClosedWithoutAWord() throws Exception {
    String request = "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: " + "x".repeat(99) + "\r\n";
    try (Socket socket = connect(request.getBytes(StandardCharsets.US_ASCII))) {
      assertClosed(socket);
    }
  }

  @Test
  void whoSaysNothingIsClosedInTime() throws Exception {
    try (Socket socket = connect()) {
      assertClosed(socket);
    }
  }

  @Test
  void whoFallsSilentIsClosedInTime() throws Exception {
    try (Socket socket = connect(Handshake.hello(HELLO))) {
      assertThat(answer(socket)).isEqualTo(Verdict.WELCOME);
      assertClosed(socket);
    }
  }

  @Test
  void garbageEndsItsConnectionAndNoOther() throws Exception {
    byte[] garbage = new byte[10_000];
    new Random(1).nextBytes(garbage);
    try (Socket good = connect(Handshake.hello(HELLO));
        Socket bad = connect(Handshake.hello(HELLO))) {
      assertThat(answer(good)).isEqualTo(Verdict.WELCOME);
      assertThat(answer(bad)).isEqualTo(Verdict.WELCOME);
      bad.getOutputStream().write(garbage);
      assertClosed(bad);

      good.getOutputStream().write(frame(new Message.Ping(1)));
      await().until(() -> node.hasHeard(PEER, 1));
    }
  }

  @Test
  void moreConnectionsThanAllowedAreClosedAndTheOthersGoOn() throws Exception {
    try (Socket first = connect(Handshake.hello(HELLO));
        Socket second = connect(Handshake.hello(HELLO));
        Socket third = connect(Handshake.hello(HELLO))) {
      assertThat(answer(first)).isEqualTo(Verdict.WELCOME);
      assertThat(answer(second)).isEqualTo(Verdict.WELCOME);
      assertThat(answer(third)).isEqualTo(Verdict.WELCOME);
      try (Socket fourth = connect()) {
        assertClosed(fourth);
      }
      first.getOutputStream().write(frame(new Message.Ping(1)));
      await().until(() -> node.hasHeard(PEER, 1));
    }
    // Those that ended made room.
    await()
        .until(
            () -> {
              try (Socket next = connect(Handshake.hello(HELLO))) {
                return next.getInputStream().readNBytes(Handshake.ANSWER_BYTES).length > 0;
              } catch (IOException reset) {
                return false;
              }
            });
  }
}
