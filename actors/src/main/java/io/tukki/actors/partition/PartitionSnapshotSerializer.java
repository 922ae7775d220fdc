package io.tukki.actors.partition;

import io.tukki.core.partition.PartitionSnapshot;
import io.tukki.core.partition.ProducerState;
import io.tukki.core.partition.SequenceSpan;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Snapshots of partitions as bytes. The manifest is the version of the layout.
 *
 * <pre>
 *   next offset 8, producers 4, then for each: id 8, epoch 2, last seen 8, spans 1,
 *   then for each span: first 4, last 4, base offset 8, next offset 8, greatest timestamp 8
 * </pre>
 */
public final class PartitionSnapshotSerializer extends SerializerWithStringManifest {

  /** No other serializer of the system may have it; {@code reference.conf} lists its neighbour. */
  private static final int IDENTIFIER = 18452;

  private static final String VERSION_1 = "partition-1";
  private static final int HEAD_BYTES = 8 + 4;
  private static final int PRODUCER_BYTES = 8 + 2 + 8 + 1;
  private static final int SPAN_BYTES = 4 + 4 + 8 + 8 + 8;

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
    PartitionSnapshot snapshot = (PartitionSnapshot) o;
    ByteBuffer bytes = ByteBuffer.allocate(sizeBytes(snapshot));
    bytes.putLong(snapshot.nextOffset()).putInt(snapshot.producers().size());
    for (PartitionSnapshot.Producer producer : snapshot.producers()) {
      write(producer, bytes);
    }
    return bytes.array();
  }

  private static int sizeBytes(PartitionSnapshot snapshot) {
    int spans = snapshot.producers().stream().mapToInt(p -> p.state().spans().size()).sum();
    return HEAD_BYTES + snapshot.producers().size() * PRODUCER_BYTES + spans * SPAN_BYTES;
  }

  private static void write(PartitionSnapshot.Producer producer, ByteBuffer bytes) {
    ProducerState state = producer.state();
    bytes.putLong(producer.producerId()).putShort(state.epoch()).putLong(state.lastSeenMs());
    bytes.put((byte) state.spans().size());
    for (SequenceSpan span : state.spans()) {
      bytes.putInt(span.first()).putInt(span.last());
      bytes.putLong(span.baseOffset()).putLong(span.nextOffset()).putLong(span.maxTimestampMs());
    }
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (!manifest.equals(VERSION_1)) {
      throw new NotSerializableException("a partition's snapshot of layout '" + manifest + "'");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long nextOffset = in.getLong();
    int count = in.getInt();
    List<PartitionSnapshot.Producer> producers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      producers.add(read(in));
    }
    return new PartitionSnapshot(nextOffset, producers);
  }

  private static PartitionSnapshot.Producer read(ByteBuffer in) {
    long producerId = in.getLong();
    short epoch = in.getShort();
    long lastSeenMs = in.getLong();
    int count = in.get();
    List<SequenceSpan> spans = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      spans.add(
          new SequenceSpan(in.getInt(), in.getInt(), in.getLong(), in.getLong(), in.getLong()));
    }
    return new PartitionSnapshot.Producer(producerId, new ProducerState(epoch, lastSeenMs, spans));
  }
}
