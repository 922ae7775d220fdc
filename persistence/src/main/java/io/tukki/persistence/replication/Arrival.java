package io.tukki.persistence.replication;

import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.Entry;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.replication.replica.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes entries of batches that came from another node, as far as their checksums hold. */
final class Arrival {

  private Arrival() {}

  static Message unpack(Message.Bulk header, long firstOrdinal, ByteBuffer batches) {
    List<Entry> entries = new ArrayList<>();
    ByteBuffer rest = batches.slice();
    try {
      while (rest.hasRemaining()) {
        RecordBatch batch = RecordBatch.wrap(rest);
        batch.verify();
        entries.add(entry(batch, firstOrdinal + entries.size()));
        rest.position(rest.position() + batch.sizeBytes());
      }
    } catch (InvalidBatchException e) {
      // What is missing counts as lost on the way: it will be sent again.
    }
    return header.carrying(entries);
  }

  private static Entry entry(RecordBatch batch, long ordinal) {
    Optional<Configuration> configuration = ConfigurationBatch.decode(batch);
    return new Entry(
        batch.leaderEpoch().value(),
        batch.baseOffset(),
        batch.lastOffset(),
        ordinal,
        batch.crc(),
        configuration.<Payload>map(Payload.Change::new).orElseGet(() -> new Payload.Batch(batch)));
  }
}
