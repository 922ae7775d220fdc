package io.tukki.actors.partition.remote;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The small parts that messages are made of. */
final class Wire {

  private Wire() {}

  static void putText(ByteBuffer to, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    to.putInt(utf8.length).put(utf8);
  }

  static String text(ByteBuffer from) {
    return StandardCharsets.UTF_8.decode(bytes(from)).toString();
  }

  /** The bytes themselves; the reader knows their number from what stands before them. */
  static void putBytes(ByteBuffer to, ByteBuffer bytes) {
    to.putInt(bytes.remaining()).put(bytes.duplicate());
  }

  /** Copied, since the buffer that a message arrives in is used again. */
  static ByteBuffer bytes(ByteBuffer from) {
    int size = from.getInt();
    if (size < 0 || size > from.remaining()) {
      throw new IllegalArgumentException(
          "%d bytes announced, %d are there".formatted(size, from.remaining()));
    }
    byte[] copy = new byte[size];
    from.get(copy);
    return ByteBuffer.wrap(copy);
  }

  static void putLoad(ByteBuffer to, Load load) {
    to.putInt(load.totalBytes());
    putBytes(to, load.firstPiece());
  }

  static Load load(ByteBuffer from) {
    return new Load(from.getInt(), bytes(from));
  }

  static void putPartition(ByteBuffer to, PartitionId partition) {
    UUID topic = partition.topic().value();
    to.putLong(topic.getMostSignificantBits()).putLong(topic.getLeastSignificantBits());
    to.putInt(partition.partition());
  }

  static PartitionId partition(ByteBuffer from) {
    return new PartitionId(new TopicId(new UUID(from.getLong(), from.getLong())), from.getInt());
  }

  static void putEpoch(ByteBuffer to, LeaderEpoch epoch) {
    to.putInt(epoch.value());
  }

  static LeaderEpoch epoch(ByteBuffer from) {
    return new LeaderEpoch(from.getInt());
  }

  static IllegalArgumentException unknown(String what, byte tag) {
    return new IllegalArgumentException("no %s is written as %d".formatted(what, tag));
  }
}
