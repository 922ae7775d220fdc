package io.tukki.core.record;

import io.tukki.core.id.LeaderEpoch;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the 61-byte header of a record batch of format v2 says.
 *
 * <pre>
 *   0 base offset        8    | set by the leader,
 *   8 batch length       4    | not covered by the CRC
 *  12 leader epoch       4    |
 *  16 magic (2)          1    |
 *  17 CRC-32C            4      of everything that follows it
 *  21 attributes         2      compression 0-2, timestamp type 3, transactional 4, control 5,
 *                               delete horizon 6
 *  23 last offset delta  4
 *  27 base timestamp     8      milliseconds
 *  35 greatest timestamp 8      milliseconds
 *  43 producer id        8      -1 where the producer is not idempotent
 *  51 producer epoch     2
 *  53 base sequence      4
 *  57 record count       4
 *  61 records
 * </pre>
 *
 * <p>This is also the event of a partition's journal: written as a whole {@link RecordBatch},
 * replayed as a {@link StoredBatchHeader}, since a partition's state never depends on record bytes.
 *
 * @see <a href="https://kafka.apache.org/documentation/#recordbatch">The format</a>
 */
public sealed interface BatchHeader permits RecordBatch, StoredBatchHeader {

  /** Base offset and batch length: what must be read to know how long a batch is. */
  int LENGTH_PREFIX_BYTES = 12;

  int HEADER_BYTES = 61;
  byte MAGIC = 2;
  long NO_PRODUCER_ID = -1L;

  int BASE_OFFSET = 0;
  int BATCH_LENGTH = 8;
  int LEADER_EPOCH = 12;
  int MAGIC_AT = 16;
  int CRC = 17;
  int ATTRIBUTES = 21;
  int LAST_OFFSET_DELTA = 23;
  int BASE_TIMESTAMP = 27;
  int MAX_TIMESTAMP = 35;
  int PRODUCER_ID = 43;
  int PRODUCER_EPOCH = 51;
  int BASE_SEQUENCE = 53;
  int RECORD_COUNT = 57;

  int COMPRESSION_MASK = 0x07;
  int TIMESTAMP_TYPE_MASK = 0x08;
  int TRANSACTIONAL_MASK = 0x10;
  int CONTROL_MASK = 0x20;

  /** A buffer whose first 61 bytes, from index 0, are the header; to be read by index only. */
  ByteBuffer headerBytes();

  /** The whole batch's size, header included. */
  default int sizeBytes() {
    return LENGTH_PREFIX_BYTES + headerBytes().getInt(BATCH_LENGTH);
  }

  default long baseOffset() {
    return headerBytes().getLong(BASE_OFFSET);
  }

  default long lastOffset() {
    return baseOffset() + lastOffsetDelta();
  }

  /** The offset of whatever comes behind this batch. */
  default long nextOffset() {
    return lastOffset() + 1;
  }

  default int lastOffsetDelta() {
    return headerBytes().getInt(LAST_OFFSET_DELTA);
  }

  default LeaderEpoch leaderEpoch() {
    return new LeaderEpoch(Math.max(0, headerBytes().getInt(LEADER_EPOCH)));
  }

  default int crc() {
    return headerBytes().getInt(CRC);
  }

  /** Empty where the id is none that the format knows. */
  default Optional<Compression> compression() {
    return Compression.ofId(attributes() & COMPRESSION_MASK);
  }

  default TimestampType timestampType() {
    return (attributes() & TIMESTAMP_TYPE_MASK) == 0
        ? TimestampType.CREATE_TIME
        : TimestampType.LOG_APPEND_TIME;
  }

  default boolean isTransactional() {
    return (attributes() & TRANSACTIONAL_MASK) != 0;
  }

  default boolean isControl() {
    return (attributes() & CONTROL_MASK) != 0;
  }

  default long baseTimestampMs() {
    return headerBytes().getLong(BASE_TIMESTAMP);
  }

  default long maxTimestampMs() {
    return headerBytes().getLong(MAX_TIMESTAMP);
  }

  default boolean hasProducerId() {
    return producerId() != NO_PRODUCER_ID;
  }

  default long producerId() {
    return headerBytes().getLong(PRODUCER_ID);
  }

  default short producerEpoch() {
    return headerBytes().getShort(PRODUCER_EPOCH);
  }

  default int baseSequence() {
    return headerBytes().getInt(BASE_SEQUENCE);
  }

  default int recordCount() {
    return headerBytes().getInt(RECORD_COUNT);
  }

  default short attributes() {
    return headerBytes().getShort(ATTRIBUTES);
  }
}
