package io.tukki.actors.partition.remote;

import io.tukki.actors.partition.remote.ToClient.Whereabouts;
import java.io.NotSerializableException;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Requests and answers as bytes, straight into Artery's buffers. The manifest is the version of the
 * layout: a tag of one byte, then the message's fields in order; numbers are big-endian, texts and
 * runs of bytes have their length before them.
 */
public final class WireSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {

  /** No other serializer of the system may have it; {@code reference.conf} lists its neighbours. */
  private static final int IDENTIFIER = 18453;

  private static final String VERSION_1 = "1";
  private static final int SMALL_MESSAGE_BYTES = 512;

  private final ExtendedActorSystem system;

  public WireSerializer(ExtendedActorSystem system) {
    this.system = system;
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object o) {
    return VERSION_1;
  }

  // ---- writing ----

  @Override
  public byte[] toBinary(Object o) {
    for (int capacity = SMALL_MESSAGE_BYTES; ; capacity = Math.multiplyExact(capacity, 4)) {
      ByteBuffer bytes = ByteBuffer.allocate(capacity);
      try {
        toBinary(o, bytes);
        byte[] exact = new byte[bytes.position()];
        bytes.get(0, exact);
        return exact;
      } catch (BufferOverflowException tooSmall) {
        // Only where somebody serializes without a buffer of his own, which Artery does not.
      }
    }
  }

  @Override
  public void toBinary(Object o, ByteBuffer to) {
    switch ((WireMessage) o) {
      case ToServer.Request(var id, var replyTo, var question) -> {
        to.put((byte) 1).putLong(id);
        putRef(to, replyTo);
        QuestionCodec.put(to, question);
      }
      case ToServer.More(var id, var replyTo, var piece) -> {
        to.put((byte) 2).putLong(id);
        putRef(to, replyTo);
        Wire.putBytes(to, piece);
      }
      case ToClient.Reply(var id, var answer) ->
          AnswerCodec.put(to.put((byte) 3).putLong(id), answer);
      case ToClient.More(var id, var piece) -> Wire.putBytes(to.put((byte) 4).putLong(id), piece);
      case Whereabouts.LedAt(var partition, var epoch, var server) -> {
        Wire.putPartition(to.put((byte) 5), partition);
        Wire.putEpoch(to, epoch);
        putRef(to, server);
      }
      case Whereabouts.NotYet(var partition, var why) -> {
        Wire.putPartition(to.put((byte) 6), partition);
        RefusalCodec.put(to, why);
      }
      case Whereabouts.Unavailable(var partition, var refusal) -> {
        Wire.putPartition(to.put((byte) 7), partition);
        RefusalCodec.put(to, refusal);
      }
    }
  }

  private void putRef(ByteBuffer to, ActorRef<?> ref) {
    Wire.putText(to, refs().toSerializationFormat(ref));
  }

  // ---- reading ----

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return fromBinary(ByteBuffer.wrap(bytes), manifest);
  }

  @Override
  public Object fromBinary(ByteBuffer from, String manifest) throws NotSerializableException {
    if (!manifest.equals(VERSION_1)) {
      throw new NotSerializableException("messages between partitions of version " + manifest);
    }
    try {
      return read(from);
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw new NotSerializableException("a message between partitions: " + e);
    }
  }

  private WireMessage read(ByteBuffer from) {
    byte tag = from.get();
    return switch (tag) {
      case 1 -> new ToServer.Request(from.getLong(), ref(from), QuestionCodec.get(from));
      case 2 -> new ToServer.More(from.getLong(), ref(from), Wire.bytes(from));
      case 3 -> new ToClient.Reply(from.getLong(), AnswerCodec.get(from));
      case 4 -> new ToClient.More(from.getLong(), Wire.bytes(from));
      case 5 -> new Whereabouts.LedAt(Wire.partition(from), Wire.epoch(from), ref(from));
      case 6 -> new Whereabouts.NotYet(Wire.partition(from), RefusalCodec.get(from));
      case 7 -> new Whereabouts.Unavailable(Wire.partition(from), RefusalCodec.get(from));
      default -> throw Wire.unknown("message between partitions", tag);
    };
  }

  private <T> ActorRef<T> ref(ByteBuffer from) {
    return refs().resolveActorRef(Wire.text(from));
  }

  private ActorRefResolver refs() {
    return ActorRefResolver.get(Adapter.toTyped(system));
  }
}
