package io.tukki.persistence.transport;

import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The first words on a connection. Who dials says who he is and whom he expects; who accepts
 * answers with a {@link Verdict}. The first six bytes of both are the same in all versions to come,
 * so that a version can be refused by name.
 *
 * <pre>
 *   hello    magic 4, version 2, cluster id 16, sender: node 4, directory 16, receiver: likewise
 *   answer   magic 4, version 2, verdict 1
 * </pre>
 */
final class Handshake {

  static final short VERSION = 2;
  static final int HELLO_BYTES = 4 + 2 + 16 + 2 * (4 + 16);
  static final int ANSWER_BYTES = 4 + 2 + 1;

  /** "TKKI". */
  private static final int MAGIC = 0x544b4b49;

  private static final List<Verdict> VERDICTS = List.of(Verdict.values());

  private Handshake() {}

  /** Who dials, and whom he expects. */
  record Hello(ClusterId cluster, ReplicaId sender, ReplicaId receiver) {}

  /** What the accepting side says to a hello; on the wire by its number, so add at the end. */
  enum Verdict {
    WELCOME,
    WRONG_VERSION,
    WRONG_CLUSTER,
    WRONG_RECEIVER
  }

  /** What came in place of a hello: one that is understood, or the reason why it is not. */
  sealed interface Heard {
    record Understood(Hello hello) implements Heard {}

    record OtherVersion(int version) implements Heard {}
  }

  static byte[] hello(Hello hello) {
    WireWriter out =
        new WireWriter(HELLO_BYTES)
            .putInt(MAGIC)
            .putByte(VERSION >>> Byte.SIZE)
            .putByte(VERSION)
            .putUuid(hello.cluster().value());
    putReplica(out, hello.sender());
    putReplica(out, hello.receiver());
    return out.toByteArray();
  }

  private static void putReplica(WireWriter out, ReplicaId replica) {
    out.putInt(replica.node().value()).putUuid(replica.directory().value());
  }

  /**
   * @param bytes exactly {@link #HELLO_BYTES}
   * @throws ProtocolException if whoever dialled speaks of something else altogether
   */
  static Heard readHello(ByteBuffer bytes) {
    WireReader in = new WireReader(bytes);
    int version = readPrefix(in);
    if (version != VERSION) {
      return new Heard.OtherVersion(version);
    }
    return new Heard.Understood(
        new Hello(new ClusterId(in.getUuid()), readReplica(in), readReplica(in)));
  }

  private static ReplicaId readReplica(WireReader in) {
    int node = in.getInt();
    if (node < 0) {
      throw new ProtocolException("a node id is " + node);
    }
    return new ReplicaId(new NodeId(node), new DirectoryId(in.getUuid()));
  }

  private static int readPrefix(WireReader in) {
    int magic = in.getInt();
    if (magic != MAGIC) {
      throw new ProtocolException(
          "it starts with 0x%08x, which is nobody's of this cluster".formatted(magic));
    }
    return in.getByte() << Byte.SIZE | in.getByte();
  }

  static Verdict judge(Hello hello, LinkIdentity here) {
    if (!hello.cluster().equals(here.cluster())) {
      return Verdict.WRONG_CLUSTER;
    }
    return hello.receiver().equals(here.self()) ? Verdict.WELCOME : Verdict.WRONG_RECEIVER;
  }

  static byte[] answer(Verdict verdict) {
    return new WireWriter(ANSWER_BYTES)
        .putInt(MAGIC)
        .putByte(VERSION >>> Byte.SIZE)
        .putByte(VERSION)
        .putByte(VERDICTS.indexOf(verdict))
        .toByteArray();
  }

  /**
   * @param bytes exactly {@link #ANSWER_BYTES}
   */
  static Verdict readAnswer(ByteBuffer bytes) {
    WireReader in = new WireReader(bytes);
    if (readPrefix(in) != VERSION) {
      return Verdict.WRONG_VERSION;
    }
    int verdict = in.getByte();
    if (verdict >= VERDICTS.size()) {
      throw new ProtocolException("no verdict has number " + verdict);
    }
    return VERDICTS.get(verdict);
  }
}
