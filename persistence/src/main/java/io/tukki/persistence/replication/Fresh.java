package io.tukki.persistence.replication;

import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.replication.replica.Entry;
import io.tukki.persistence.replication.replica.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a leader wrote to its log while its replica takes what is going on: followers that keep up
 * want exactly that next, and need not wait until it is read again. Forgotten when the replica
 * comes to rest, so that it costs no memory between. Used from the log's lane.
 *
 * <p>The bytes are copied, once for all followers, before anybody is told that they are written:
 * who appended them may use their memory for something else then, and a slow connection may hold
 * them for longer.
 */
final class Fresh {

  /**
   * Whole batches, one behind the other.
   *
   * @param bytes a view of its own
   */
  record Run(ByteBuffer bytes, long fromOffset, long endOffset, long firstOrdinal, int count) {}

  private final int maxBytes;
  private @Nullable Run written;

  /**
   * @param maxBytes what a shipment may have; more is read from the file, piece by piece
   */
  Fresh(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** These are in the file. */
  void written(List<Entry> entries) {
    int sizeBytes = sizeBytes(entries);
    written = sizeBytes == 0 ? null : copy(entries, sizeBytes);
  }

  void forget() {
    written = null;
  }

  /** What was written, if that is what begins there and ends there. */
  Optional<Run> between(long fromOffset, long endOffset) {
    Run run = written;
    return run != null && run.fromOffset() == fromOffset && run.endOffset() == endOffset
        ? Optional.of(
            new Run(
                run.bytes().duplicate(), fromOffset, endOffset, run.firstOrdinal(), run.count()))
        : Optional.empty();
  }

  /** 0 where it is too much, or something is among it whose form the file alone knows. */
  private int sizeBytes(List<Entry> entries) {
    int bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (!(entries.get(i).payload() instanceof Payload.Batch(RecordBatch batch))
          || batch.sizeBytes() > maxBytes - bytes) {
        return 0;
      }
      bytes += batch.sizeBytes();
    }
    return bytes;
  }

  private static Run copy(List<Entry> entries, int sizeBytes) {
    ByteBuffer bytes = ByteBuffer.allocate(sizeBytes);
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).payload() instanceof Payload.Batch(RecordBatch batch)) {
        bytes.put(batch.bytes());
      }
    }
    return new Run(
        bytes.flip(),
        entries.getFirst().baseOffset(),
        entries.getLast().endOffset(),
        entries.getFirst().ordinal(),
        entries.size());
  }
}
