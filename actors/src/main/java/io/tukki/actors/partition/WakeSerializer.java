package io.tukki.actors.partition;

import io.tukki.actors.partition.PartitionCommand.Wake;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * The one message to a partition that goes through Cluster Sharding, as bytes. The manifest is the
 * version of the layout.
 *
 * <pre>
 *   image version 8, length of the entity id 4, entity id, asker's reference
 * </pre>
 */
public final class WakeSerializer extends SerializerWithStringManifest {

  /** No other serializer of the system may have it; {@code reference.conf} lists its neighbours. */
  private static final int IDENTIFIER = 18454;

  private static final String VERSION_1 = "1";

  private final ExtendedActorSystem system;

  public WakeSerializer(ExtendedActorSystem system) {
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

  @Override
  public byte[] toBinary(Object o) {
    Wake wake = (Wake) o;
    byte[] entity = wake.entity().toString().getBytes(StandardCharsets.UTF_8);
    byte[] asker = refs().toSerializationFormat(wake.asker()).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + 4 + entity.length + asker.length)
        .putLong(wake.imageVersion())
        .putInt(entity.length)
        .put(entity)
        .put(asker)
        .array();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (!manifest.equals(VERSION_1)) {
      throw new NotSerializableException("a partition's wake-up call of version " + manifest);
    }
    ByteBuffer from = ByteBuffer.wrap(bytes);
    long imageVersion = from.getLong();
    byte[] entity = new byte[from.getInt()];
    from.get(entity);
    return new Wake(
        EntityId.parse(new String(entity, StandardCharsets.UTF_8)),
        refs().resolveActorRef(StandardCharsets.UTF_8.decode(from).toString()),
        imageVersion);
  }

  private ActorRefResolver refs() {
    return ActorRefResolver.get(Adapter.toTyped(system));
  }
}
