package io.tukki.core.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts records together into a batch. Encodes each record once, straight into the batch's bytes,
 * without garbage per record; compresses all of them at the end, when the codec sees the most.
 *
 * <p>Can be used again after {@link #build()}. Not thread-safe.
 */
public final class RecordBatchBuilder {

  private static final int DEFAULT_CAPACITY_BYTES = 16 * 1024;
  private static final short NO_PRODUCER_EPOCH = -1;
  private static final int NO_SEQUENCE = -1;

  private final Compression compression;
  private final int capacityBytes;
  private @Nullable ByteSink records;

  private int recordCount;
  private long baseTimestampMs;
  private long maxTimestampMs;
  private long producerId = BatchHeader.NO_PRODUCER_ID;
  private short producerEpoch = NO_PRODUCER_EPOCH;
  private int baseSequence = NO_SEQUENCE;

  public RecordBatchBuilder(Compression compression) {
    this(compression, DEFAULT_CAPACITY_BYTES);
  }

  /**
   * @param capacityBytes how large the batch is expected to grow before it is compressed; it may
   *     grow beyond, at the price of copies
   */
  public RecordBatchBuilder(Compression compression, int capacityBytes) {
    this.compression = compression;
    this.capacityBytes = Math.max(BatchHeader.HEADER_BYTES, capacityBytes);
  }

  /**
   * Appends a record; it takes the next offset of the batch.
   *
   * @param key its bytes from position to limit, copied at once; the position is left alone
   * @param value likewise
   * @throws IllegalArgumentException if the batch would grow past 2 GiB; nothing was appended then
   */
  public void append(
      long timestampMs,
      @Nullable ByteBuffer key,
      @Nullable ByteBuffer value,
      List<RecordHeader> headers) {
    long timestampDeltaMs = recordCount == 0 ? 0 : timestampMs - baseTimestampMs;
    long bodyBytes = bodyBytes(timestampDeltaMs, recordCount, key, value, headers);
    ByteSink sink = records();
    sink.ensureRoom((int) Math.min(Integer.MAX_VALUE, Varint.sizeOf(bodyBytes) + bodyBytes));
    sink.writeVarint(bodyBytes);
    sink.write(0);
    sink.writeVarint(timestampDeltaMs);
    sink.writeVarint(recordCount);
    writeBytes(sink, key);
    writeBytes(sink, value);
    sink.writeVarint(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      RecordHeader header = headers.get(i);
      sink.writeVarint(ByteSink.utf8SizeOf(header.key()));
      sink.writeUtf8(header.key());
      writeBytes(sink, header.value());
    }
    noteTimestamp(timestampMs);
    recordCount++;
  }

  private void noteTimestamp(long timestampMs) {
    if (recordCount == 0) {
      baseTimestampMs = timestampMs;
      maxTimestampMs = timestampMs;
    } else {
      maxTimestampMs = Math.max(maxTimestampMs, timestampMs);
    }
  }

  private ByteSink records() {
    if (records == null) {
      records = new ByteSink(capacityBytes);
      records.resize(BatchHeader.HEADER_BYTES);
    }
    return records;
  }

  private static void writeBytes(ByteSink sink, @Nullable ByteBuffer bytes) {
    if (bytes == null) {
      sink.writeVarint(-1);
    } else {
      sink.writeVarint(bytes.remaining());
      sink.write(bytes);
    }
  }

  private static long bodyBytes(
      long timestampDeltaMs,
      int offsetDelta,
      @Nullable ByteBuffer key,
      @Nullable ByteBuffer value,
      List<RecordHeader> headers) {
    long bytes =
        1
            + Varint.sizeOf(timestampDeltaMs)
            + Varint.sizeOf(offsetDelta)
            + sizeOf(key)
            + sizeOf(value)
            + Varint.sizeOf(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      RecordHeader header = headers.get(i);
      int keyBytes = ByteSink.utf8SizeOf(header.key());
      bytes += Varint.sizeOf(keyBytes) + keyBytes + sizeOf(header.value());
    }
    return bytes;
  }

  private static long sizeOf(@Nullable ByteBuffer bytes) {
    return bytes == null ? 1 : Varint.sizeOf(bytes.remaining()) + (long) bytes.remaining();
  }

  /**
   * At most how many bytes a record adds to a batch before compression, whatever its place in it.
   * Add {@link BatchHeader#HEADER_BYTES} for a batch of its own.
   */
  public static long mostBytesOf(
      @Nullable ByteBuffer key, @Nullable ByteBuffer value, List<RecordHeader> headers) {
    return Varint.MAX_INT_BYTES + bodyBytes(Long.MIN_VALUE, Integer.MAX_VALUE, key, value, headers);
  }

  public boolean isEmpty() {
    return recordCount == 0;
  }

  public int recordCount() {
    return recordCount;
  }

  /** The size of the batch so far, header included, before compression. */
  public int sizeBytes() {
    return records == null ? BatchHeader.HEADER_BYTES : records.sizeBytes();
  }

  /**
   * Marks the batch as one of an idempotent producer. Holds until the batch is built.
   *
   * @param sequence the sequence number of the batch's first record
   */
  public void producer(long id, short epoch, int sequence) {
    producerId = id;
    producerEpoch = epoch;
    baseSequence = sequence;
  }

  /**
   * The batch of everything appended, at base offset 0 and leader epoch 0 until its leader places
   * it. The builder is empty afterwards.
   *
   * @throws IllegalStateException if nothing was appended: the format knows no empty batch
   */
  public RecordBatch build() {
    ByteSink plain = records;
    if (plain == null || recordCount == 0) {
      throw new IllegalStateException("a batch needs a record");
    }
    RecordBatch batch =
        RecordBatch.seal(
            Codecs.of(compression)
                .map(codec -> header(compressed(codec, plain)))
                .orElseGet(() -> header(handOver(plain))));
    clear(plain);
    return batch;
  }

  private ByteBuffer compressed(Codec codec, ByteSink plain) {
    int plainBytes = plain.sizeBytes() - BatchHeader.HEADER_BYTES;
    ByteSink to = new ByteSink(BatchHeader.HEADER_BYTES + plainBytes / 2);
    to.resize(BatchHeader.HEADER_BYTES);
    try {
      codec.compress(plain.array(), BatchHeader.HEADER_BYTES, plainBytes, to);
    } catch (IOException e) {
      throw new UncheckedIOException("compressing into memory", e);
    }
    return trimmed(to);
  }

  private ByteBuffer handOver(ByteSink plain) {
    records = null;
    return trimmed(plain);
  }

  /** Without a copy, unless most of the array would be kept in memory for nothing. */
  private static ByteBuffer trimmed(ByteSink sink) {
    int sizeBytes = sink.sizeBytes();
    return sizeBytes >= sink.array().length / 2
        ? ByteBuffer.wrap(sink.array(), 0, sizeBytes)
        : ByteBuffer.wrap(Arrays.copyOf(sink.array(), sizeBytes));
  }

  private ByteBuffer header(ByteBuffer batch) {
    batch
        .putLong(BatchHeader.BASE_OFFSET, 0)
        .putInt(BatchHeader.BATCH_LENGTH, batch.limit() - BatchHeader.LENGTH_PREFIX_BYTES)
        .putInt(BatchHeader.LEADER_EPOCH, 0)
        .put(BatchHeader.MAGIC_AT, BatchHeader.MAGIC)
        .putShort(BatchHeader.ATTRIBUTES, (short) compression.id())
        .putInt(BatchHeader.LAST_OFFSET_DELTA, recordCount - 1)
        .putLong(BatchHeader.BASE_TIMESTAMP, baseTimestampMs)
        .putLong(BatchHeader.MAX_TIMESTAMP, maxTimestampMs)
        .putLong(BatchHeader.PRODUCER_ID, producerId)
        .putShort(BatchHeader.PRODUCER_EPOCH, producerEpoch)
        .putInt(BatchHeader.BASE_SEQUENCE, baseSequence)
        .putInt(BatchHeader.RECORD_COUNT, recordCount);
    return batch;
  }

  private void clear(ByteSink plain) {
    plain.resize(BatchHeader.HEADER_BYTES);
    recordCount = 0;
    producer(BatchHeader.NO_PRODUCER_ID, NO_PRODUCER_EPOCH, NO_SEQUENCE);
  }
}
