package io.tukki.core.partition;

import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Batches as bytes, so that a test can say what no honest builder would. */
record TestBatch(
    int records,
    long producerId,
    int producerEpoch,
    int baseSequence,
    int attributes,
    long timestampMs) {

  static TestBatch plain(int records) {
    return new TestBatch(records, BatchHeader.NO_PRODUCER_ID, -1, -1, 0, 1_000L);
  }

  static TestBatch of(long producerId, int epoch, int sequence, int records) {
    return new TestBatch(records, producerId, epoch, sequence, 0, 1_000L);
  }

  TestBatch attributes(int bits) {
    return new TestBatch(records, producerId, producerEpoch, baseSequence, bits, timestampMs);
  }

  TestBatch timestampMs(long ms) {
    return new TestBatch(records, producerId, producerEpoch, baseSequence, attributes, ms);
  }

  /**
   * Nothing looks inside the records, so that they are just bytes here, as many as fit the count.
   */
  ByteBuffer bytes() {
    int size = BatchHeader.HEADER_BYTES + 7 * Math.max(1, records);
    ByteBuffer bytes = ByteBuffer.allocate(size);
    bytes.putInt(BatchHeader.BATCH_LENGTH, size - BatchHeader.LENGTH_PREFIX_BYTES);
    bytes.put(BatchHeader.MAGIC_AT, BatchHeader.MAGIC);
    bytes.putShort(BatchHeader.ATTRIBUTES, (short) attributes);
    bytes.putInt(BatchHeader.LAST_OFFSET_DELTA, records - 1);
    bytes.putLong(BatchHeader.BASE_TIMESTAMP, timestampMs);
    bytes.putLong(BatchHeader.MAX_TIMESTAMP, timestampMs);
    bytes.putLong(BatchHeader.PRODUCER_ID, producerId);
    bytes.putShort(BatchHeader.PRODUCER_EPOCH, (short) producerEpoch);
    bytes.putInt(BatchHeader.BASE_SEQUENCE, baseSequence);
    bytes.putInt(BatchHeader.RECORD_COUNT, records);
    return seal(bytes);
  }

  static ByteBuffer seal(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(BatchHeader.ATTRIBUTES, bytes.limit() - BatchHeader.ATTRIBUTES));
    bytes.putInt(BatchHeader.CRC, (int) crc.getValue());
    return bytes;
  }

  RecordBatch build() {
    return RecordBatch.wrap(bytes());
  }
}
