package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.Compression;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.record.RecordIterator;
import io.tukki.persistence.replication.replica.Configuration;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A change of the replica set as a batch of the log: a control batch, which readers skip, with one
 * record of a type of our own. The same configuration in the same place is the same bytes, so that
 * each replica may write it for itself; that is also why it has no timestamp.
 *
 * <pre>
 *   key:   version 2 (0), type 2
 *   value: see {@link ConfigurationCodec}
 * </pre>
 */
final class ConfigurationBatch {

  /** Version 0 and a type far from those that Kafka counts up from 0; clients skip such. */
  private static final int KEY = 0x0000_544b;

  private static final long NO_TIMESTAMP = -1;

  private ConfigurationBatch() {}

  static RecordBatch encode(Configuration configuration, long offset, int epoch) {
    ByteBuffer value = ByteBuffer.allocate(ConfigurationCodec.sizeOf(configuration));
    ConfigurationCodec.encode(configuration, value);
    ByteBuffer key = ByteBuffer.allocate(Integer.BYTES).putInt(0, KEY);
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, value.capacity());
    builder.append(NO_TIMESTAMP, key, value.flip(), List.of());
    RecordBatch batch = builder.build();
    markAsControl(batch.bytes());
    batch.placeAt(offset, new LeaderEpoch(epoch));
    return batch;
  }

  private static void markAsControl(ByteBuffer batch) {
    batch.putShort(BatchHeader.ATTRIBUTES, (short) BatchHeader.CONTROL_MASK);
    CRC32C crc = new CRC32C();
    crc.update(batch.slice(BatchHeader.ATTRIBUTES, batch.limit() - BatchHeader.ATTRIBUTES));
    batch.putInt(BatchHeader.CRC, (int) crc.getValue());
  }

  /** Empty where the batch is none of these. */
  static Optional<Configuration> decode(RecordBatch batch) {
    if (!batch.isControl() || batch.hasProducerId()) {
      return Optional.empty();
    }
    try (RecordIterator records = batch.records()) {
      Record record = records.next();
      ByteBuffer key = record.key();
      ByteBuffer value = record.value();
      if (key == null
          || value == null
          || key.remaining() != Integer.BYTES
          || key.getInt(key.position()) != KEY) {
        return Optional.empty();
      }
      return Optional.of(ConfigurationCodec.decode(value.slice()));
    }
  }
}
