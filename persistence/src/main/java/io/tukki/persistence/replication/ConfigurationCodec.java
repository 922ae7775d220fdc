package io.tukki.persistence.replication;

import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Configuration;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A configuration as bytes, the same for ever.
 *
 * <pre>
 *   generation 8
 *   voters, incoming voters, learners: each count 2, per replica: node 4, directory 16
 * </pre>
 */
final class ConfigurationCodec {

  private static final int REPLICA_BYTES = 4 + 16;

  private ConfigurationCodec() {}

  static int sizeOf(Configuration configuration) {
    int replicas =
        configuration.voters().size()
            + configuration.incoming().size()
            + configuration.learners().size();
    return Long.BYTES + 3 * Short.BYTES + replicas * REPLICA_BYTES;
  }

  static void encode(Configuration configuration, ByteBuffer into) {
    into.putLong(configuration.generation());
    encode(configuration.voters(), into);
    encode(configuration.incoming(), into);
    encode(configuration.learners(), into);
  }

  private static void encode(List<ReplicaId> replicas, ByteBuffer into) {
    into.putShort((short) replicas.size());
    for (ReplicaId replica : replicas) {
      UUID directory = replica.directory().value();
      into.putInt(replica.node().value())
          .putLong(directory.getMostSignificantBits())
          .putLong(directory.getLeastSignificantBits());
    }
  }

  static Configuration decode(ByteBuffer from) {
    return new Configuration(
        from.getLong(), decodeReplicas(from), decodeReplicas(from), decodeReplicas(from));
  }

  private static List<ReplicaId> decodeReplicas(ByteBuffer from) {
    int count = from.getShort();
    List<ReplicaId> replicas = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      NodeId node = new NodeId(from.getInt());
      replicas.add(new ReplicaId(node, new DirectoryId(new UUID(from.getLong(), from.getLong()))));
    }
    return replicas;
  }
}
