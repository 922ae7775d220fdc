package io.tukki.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes come, the worst that happens is an {@link InvalidBatchException}. */
class HostileBatchTest {

  @ParameterizedTest
  @EnumSource(Compression.class)
  void moreRecordsClaimedThanThereAre(Compression compression) {
    RecordBatch batch =
        Forged.batch(batchOf(compression, 3)).recordCount(4).lastOffsetDelta(3).sealed();
    assertRefused(batch, "a record");
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void aCountWithoutEndIsNotBelieved(Compression compression) {
    RecordBatch batch =
        Forged.batch(batchOf(compression, 3))
            .recordCount(Integer.MAX_VALUE)
            .lastOffsetDelta(Integer.MAX_VALUE - 1)
            .sealed();
    assertRefused(batch, "a record");
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void fewerRecordsClaimedThanThereAre(Compression compression) {
    RecordBatch batch =
        Forged.batch(batchOf(compression, 3)).recordCount(2).lastOffsetDelta(1).sealed();
    assertRefused(batch, "more than the records that it counts");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void noRecordsAtAll(int count) {
    RecordBatch batch =
        Forged.batch(batchOf(Compression.NONE, 1))
            .recordCount(count)
            .lastOffsetDelta(count - 1)
            .sealed();
    assertThatThrownBy(batch::verifyRecords).isInstanceOf(InvalidBatchException.class);
  }

  @Test
  void gapsInOffsetsAreKeptByReadersButNotTakenFromProducers() {
    RecordBatch batch = Forged.batch(batchOf(Compression.NONE, 2)).lastOffsetDelta(5).sealed();

    assertThat(batch.records()).toIterable().hasSize(2);
    assertThatThrownBy(batch::verifyRecords).isInstanceOf(InvalidBatchException.class);
  }

  @Test
  void offsetsThatDoNotRise() {
    // Two records of 7 bytes each (length, attributes, two deltas, no key, no value, no headers).
    Forged forged = Forged.batch(batchOf(Compression.NONE, 2));
    int secondOffsetDelta = BatchHeader.HEADER_BYTES + 7 + 3;
    assertThat(forged.sealed().bytes().get(secondOffsetDelta)).isEqualTo((byte) 2);

    assertRefused(forged.putByte(secondOffsetDelta, 0).sealed(), "offset delta 0 follows 0");
    assertRefused(forged.putByte(secondOffsetDelta, 1).sealed(), "offset delta -1 follows 0");
    assertRefused(forged.putByte(secondOffsetDelta, 4).sealed(), "offset delta 2 follows 0");
  }

  @Test
  void lengthsBeyondTheBatch() {
    int record = BatchHeader.HEADER_BYTES;
    assertRefused(one().putByte(record, 0x7e).sealed(), "a record claims 63 bytes");
    assertRefused(one().putByte(record, 0x01).sealed(), "a record claims -1 bytes");
    assertRefused(one().putByte(record + 4, 0x7e).sealed(), "a key claims 63 bytes");
    assertRefused(one().putByte(record + 4, 0x03).sealed(), "a key claims -2 bytes");
    assertRefused(one().putByte(record + 5, 0x7e).sealed(), "a value claims 63 bytes");
    assertRefused(one().putByte(record + 6, 0x02).sealed(), "1 headers in 0 bytes");
    assertRefused(one().putByte(record + 6, 0x01).sealed(), "-1 headers");
    assertRefused(one().putByte(record + 6, 0x80).sealed(), "in the middle of a field");
  }

  @Test
  void aVarintThatDoesNotEnd() {
    byte[] endless = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    assertRefused(one().records(endless).sealed(), "a varint is longer");
  }

  @Test
  void anUnknownCompression() {
    assertRefused(one().compression(7).sealed(), "no compression has the id 7");
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"NONE"},
      mode = EnumSource.Mode.EXCLUDE)
  void aSmallBatchThatDecompressesToTooMuch(Compression compression) {
    RecordBatchBuilder builder = new RecordBatchBuilder(compression);
    builder.append(0, null, ByteBuffer.allocate(10_000_000), List.of());
    RecordBatch bomb = builder.build();
    assertThat(bomb.sizeBytes()).isLessThan(1_000_000);

    assertThatThrownBy(() -> bomb.verifyRecords(1_000_000))
        .isInstanceOf(InvalidBatchException.class)
        .hasMessageContaining("more than the allowed 1000000 bytes");
    assertThatCode(() -> bomb.verifyRecords(11_000_000)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"NONE"},
      mode = EnumSource.Mode.EXCLUDE)
  void aLengthThatLiesInsideOfCompressionReservesNoMemory(Compression compression) {
    // A record of 2 GB, it says; then nothing.
    byte[] lie = {-2, -1, -1, -1, 15, 0, 0};
    ByteSink compressed = new ByteSink(100);
    assertThatCode(
            () -> Codecs.of(compression).orElseThrow().compress(lie, 0, lie.length, compressed))
        .doesNotThrowAnyException();
    byte[] records = Arrays.copyOf(compressed.array(), compressed.sizeBytes());
    RecordBatch batch = one().records(records).compression(compression.id()).sealed();

    assertRefused(batch, "a record claims 2147483647 bytes, the batch holds 2 more");
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void anyByteChangedEndsInAnswerOrRefusal(Compression compression) {
    RecordBatch original = randomBatch(compression);
    SplittableRandom random = new SplittableRandom(42);
    for (int round = 0; round < 4_000; round++) {
      Forged forged = Forged.batch(original);
      int changes = random.nextInt(1, 4);
      for (int i = 0; i < changes; i++) {
        int at = random.nextInt(BatchHeader.LAST_OFFSET_DELTA, original.sizeBytes());
        forged.putByte(at, random.nextInt(256));
      }
      RecordBatch batch = forged.sealed();
      acceptOrRefuse(() -> batch.verifyRecords(4_000_000));
      acceptOrRefuse(
          () -> {
            try (RecordIterator records = batch.records(4_000_000)) {
              records.forEachRemaining(Record::headers);
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void cutAnywhereItIsRefused(Compression compression) {
    RecordBatch original = randomBatch(compression);
    byte[] records = new byte[original.sizeBytes() - BatchHeader.HEADER_BYTES];
    original.bytes().get(BatchHeader.HEADER_BYTES, records);
    for (int length = 0; length < records.length - 20; length += 7) {
      RecordBatch cut = Forged.batch(original).records(Arrays.copyOf(records, length)).sealed();
      assertThatThrownBy(cut::verifyRecords).isInstanceOf(InvalidBatchException.class);
    }
  }

  private static void acceptOrRefuse(Runnable reading) {
    try {
      reading.run();
    } catch (InvalidBatchException expected) {
      assertThat(expected).hasMessageNotContaining("null");
    }
  }

  private static RecordBatch randomBatch(Compression compression) {
    RecordBatchBuilder builder = new RecordBatchBuilder(compression);
    new RandomRecords(1)
        .list(0, 10).stream()
            .filter(r -> r.value() == null || r.value().remaining() < 1_000)
            .forEach(r -> builder.append(r.timestampMs(), r.key(), r.value(), r.headers()));
    return builder.build();
  }

  private static Forged one() {
    return Forged.batch(batchOf(Compression.NONE, 1));
  }

  private static RecordBatch batchOf(Compression compression, int count) {
    RecordBatchBuilder builder = new RecordBatchBuilder(compression);
    for (int i = 0; i < count; i++) {
      builder.append(0, null, null, List.of());
    }
    return builder.build();
  }

  private static void assertRefused(RecordBatch batch, String message) {
    assertThatThrownBy(batch::verifyRecords)
        .isInstanceOf(InvalidBatchException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(() -> batch.records().forEachRemaining(record -> {}))
        .isInstanceOf(InvalidBatchException.class)
        .hasMessageContaining(message);
  }
}
