package io.tukki.core.record;

import io.tukki.core.id.LeaderEpoch;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One record batch of format v2, whole.
 *
 * <p>A batch owns its bytes: whoever wraps them gives them up. The one thing that is ever written
 * is the place the leader gives the batch ({@link #placeAt}, {@link #stampAppendTime}); from then
 * on it is not changed, and any thread may read it.
 */
public final class RecordBatch implements BatchHeader {

  /**
   * What the records of one batch may decompress to where the caller says nothing else. Far more
   * than any producer puts into a batch, and little enough that a small batch made to decompress
   * without end cannot occupy a thread for long; it is never in memory at once.
   */
  public static final int DEFAULT_MAX_DECOMPRESSED_BYTES = 128 * 1024 * 1024;

  private final ByteBuffer bytes;

  private RecordBatch(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * The batch that starts at the buffer's position. The buffer's own position is left alone.
   *
   * @throws InvalidBatchException if the bytes that remain cannot hold the batch that its length
   *     announces, or if it is not of format v2; its content is not checked, see {@link #verify()}
   */
  public static RecordBatch wrap(ByteBuffer buffer) {
    int start = buffer.position();
    if (buffer.remaining() < HEADER_BYTES) {
      throw new InvalidBatchException(
          "a record batch is at least %d bytes long, here are %d"
              .formatted(HEADER_BYTES, buffer.remaining()));
    }
    byte magic = buffer.get(start + MAGIC_AT);
    if (magic != MAGIC) {
      throw new InvalidBatchException(
          "record batches of format v2 are served (magic 2), this has magic " + magic);
    }
    long sizeBytes = LENGTH_PREFIX_BYTES + (long) buffer.getInt(start + BATCH_LENGTH);
    if (sizeBytes < HEADER_BYTES || sizeBytes > buffer.remaining()) {
      throw new InvalidBatchException(
          "the batch says it is %d bytes long, here are %d"
              .formatted(sizeBytes, buffer.remaining()));
    }
    return new RecordBatch(buffer.slice(start, (int) sizeBytes));
  }

  /**
   * A batch just made, complete but for its CRC; {@code buffer} is the batch from index 0 to limit.
   */
  static RecordBatch seal(ByteBuffer buffer) {
    RecordBatch batch = new RecordBatch(buffer);
    buffer.putInt(CRC, batch.computeCrc());
    return batch;
  }

  @Override
  public ByteBuffer headerBytes() {
    return bytes;
  }

  /** A copy of the header alone, which does not keep the batch in memory. */
  public StoredBatchHeader header() {
    return StoredBatchHeader.copyOf(bytes);
  }

  /** The whole batch, header included; a view of its own, from position 0. */
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  /**
   * Checks the CRC and that the header agrees with itself. Does not look inside the records.
   *
   * @throws InvalidBatchException saying what does not hold
   */
  public void verify() {
    if (!crcHolds()) {
      throw new InvalidBatchException("the batch's CRC does not match its content");
    }
    if (recordCount() < 0 || lastOffsetDelta() < 0) {
      throw new InvalidBatchException(
          "the batch claims %d records over %d offsets"
              .formatted(recordCount(), lastOffsetDelta() + 1));
    }
  }

  /**
   * The records one by one, see {@link RecordIterator}. The CRC is not checked; wrong bytes end in
   * {@link InvalidBatchException} as they are met.
   *
   * @throws InvalidBatchException if the compression is none that the format knows
   */
  public RecordIterator records() {
    return records(DEFAULT_MAX_DECOMPRESSED_BYTES);
  }

  /**
   * @param maxDecompressedBytes decompressing ends with {@link InvalidBatchException} beyond this
   */
  public RecordIterator records(long maxDecompressedBytes) {
    return new RecordIterator(cursor(maxDecompressedBytes));
  }

  /**
   * Looks into a batch from outside as deep as it goes, without making an object per record: as
   * many records as it counts and nothing behind them, each well-formed, their offsets without a
   * gap from the first to the last. The CRC is {@link #verify()}'s.
   *
   * @throws InvalidBatchException saying what does not hold
   */
  public void verifyRecords() {
    verifyRecords(DEFAULT_MAX_DECOMPRESSED_BYTES);
  }

  /**
   * @param maxDecompressedBytes decompressing ends with {@link InvalidBatchException} beyond this
   */
  public void verifyRecords(long maxDecompressedBytes) {
    if (recordCount() < 1 || recordCount() - 1 != lastOffsetDelta()) {
      throw new InvalidBatchException(
          "the batch claims %d records, its last offset delta is %d"
              .formatted(recordCount(), lastOffsetDelta()));
    }
    try (RecordCursor cursor = cursor(maxDecompressedBytes)) {
      // As many records as offset deltas up to the last, each greater than the one before: no gaps.
      while (cursor.hasNext()) {
        cursor.advance();
      }
      cursor.expectEnd();
    }
  }

  private RecordCursor cursor(long maxDecompressedBytes) {
    Compression compression =
        compression()
            .orElseThrow(
                () ->
                    new InvalidBatchException(
                        "no compression has the id " + (attributes() & COMPRESSION_MASK)));
    ByteBuffer records = bytes.slice(HEADER_BYTES, bytes.limit() - HEADER_BYTES);
    return new RecordCursor(
        this,
        Codecs.of(compression)
            .map(codec -> RecordBytes.compressed(codec, records, maxDecompressedBytes))
            .orElseGet(() -> RecordBytes.plain(records)));
  }

  public boolean crcHolds() {
    return computeCrc() == crc();
  }

  /**
   * Gives the batch its place in the log: the two fields that belong to the leader and that the CRC
   * leaves out.
   */
  public void placeAt(long baseOffset, LeaderEpoch epoch) {
    bytes.putLong(BASE_OFFSET, baseOffset);
    bytes.putInt(LEADER_EPOCH, epoch.value());
  }

  /** Replaces the producer's timestamps by the leader's clock; this alone costs a new CRC. */
  public void stampAppendTime(long nowMs) {
    bytes.putShort(ATTRIBUTES, (short) (attributes() | TIMESTAMP_TYPE_MASK));
    bytes.putLong(MAX_TIMESTAMP, nowMs);
    bytes.putInt(CRC, computeCrc());
  }

  /**
   * The same records in bytes of their own, to be sent again: a leader may still be writing its
   * mark into those that were sent first.
   *
   * @param header this batch's header as it was before it was sent
   * @param producerId and {@code producerEpoch}, {@code baseSequence}: whose batch it is now
   */
  public RecordBatch copyFor(
      BatchHeader header, long producerId, short producerEpoch, int baseSequence) {
    ByteBuffer copy = ByteBuffer.allocate(sizeBytes());
    copy.put(0, header.headerBytes(), 0, HEADER_BYTES);
    copy.put(HEADER_BYTES, bytes, HEADER_BYTES, sizeBytes() - HEADER_BYTES);
    copy.putLong(PRODUCER_ID, producerId);
    copy.putShort(PRODUCER_EPOCH, producerEpoch);
    copy.putInt(BASE_SEQUENCE, baseSequence);
    return seal(copy);
  }

  private int computeCrc() {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(ATTRIBUTES, bytes.limit() - ATTRIBUTES));
    return (int) crc.getValue();
  }

  @Override
  public String toString() {
    return "RecordBatch[offsets %d to %d, epoch %s, %d records, %d bytes]"
        .formatted(baseOffset(), lastOffset(), leaderEpoch(), recordCount(), sizeBytes());
  }
}
