package io.tukki.actors.partition;

import io.tukki.core.partition.PartitionSnapshot;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Keeps the last snapshot of each entity, as the bytes that its configured serializer makes of it.
 */
public final class MemorySnapshots extends SnapshotStore {

  private record Saved(SnapshotMetadata metadata, String manifest, ByteBuffer bytes) {}

  private final Map<String, Saved> saved = new ConcurrentHashMap<>();

  private SerializerWithStringManifest serializer(Class<?> type) {
    try {
      return (SerializerWithStringManifest)
          SerializationExtension.get(context().system()).serializerFor(type);
    } catch (NotSerializableException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return done(Optional.ofNullable(saved.get(persistenceId)).map(this::restore));
  }

  private SelectedSnapshot restore(Saved last) {
    try {
      Object snapshot =
          serializer(PartitionSnapshot.class).fromBinary(last.bytes().array(), last.manifest());
      return new SelectedSnapshot(last.metadata(), snapshot);
    } catch (NotSerializableException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    SerializerWithStringManifest serializer = serializer(snapshot.getClass());
    saved.put(
        metadata.persistenceId(),
        new Saved(
            metadata,
            serializer.manifest(snapshot),
            ByteBuffer.wrap(serializer.toBinary(snapshot))));
    return done(null);
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    return done(null);
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return done(null);
  }

  private static <T> Future<T> done(T value) {
    return FutureConverters.asScala(CompletableFuture.completedFuture(value));
  }
}
