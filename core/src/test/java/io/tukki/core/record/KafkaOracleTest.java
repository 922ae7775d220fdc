package io.tukki.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.id.LeaderEpoch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java client of Kafka itself says whether our batches are its batches. */
class KafkaOracleTest {

  static Stream<Arguments> codecsAndSeeds() {
    return Stream.of(Compression.values())
        .flatMap(
            compression ->
                Stream.of(1, 2, 17, 1_000)
                    .map(count -> Arguments.of(compression, count, 31L * count)));
  }

  @ParameterizedTest
  @MethodSource("codecsAndSeeds")
  void kafkaReadsWhatTheBuilderBuilds(Compression compression, int count, long seed) {
    List<Record> records = new RandomRecords(seed).list(0, count);

    RecordBatch batch = build(compression, records);

    MutableRecordBatch read = onlyBatchOf(MemoryRecords.readableRecords(batch.bytes()));
    read.ensureValid();
    assertThat(recordsOf(read)).isEqualTo(records);
    assertThat(read.compressionType().name).isEqualTo(compression.label());
    assertThat(read.countOrNull()).isEqualTo(count);
    assertThat(read.lastOffset()).isEqualTo(count - 1);
    assertThat(read.maxTimestamp())
        .isEqualTo(records.stream().mapToLong(Record::timestampMs).max().orElseThrow());
    assertThat(read.hasProducerId()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("codecsAndSeeds")
  void whatKafkaBuildsIsRead(Compression compression, int count, long seed) {
    List<Record> records = new RandomRecords(seed).list(5_000_000_000L, count);

    RecordBatch batch =
        RecordBatch.wrap(builtByKafka(compression, records, ByteBuffer.allocate(64)));

    batch.verify();
    batch.verifyRecords();
    assertThat(batch.records()).toIterable().containsExactlyElementsOf(records);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void bytesOutsideTheHeapAreReadAsWell(Compression compression) {
    List<Record> records = new RandomRecords(7).list(0, 500);
    ByteBuffer direct = ByteBuffer.allocateDirect(10_000_000);

    RecordBatch batch = RecordBatch.wrap(builtByKafka(compression, records, direct));

    batch.verify();
    assertThat(batch.records()).toIterable().containsExactlyElementsOf(records);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void anUncompressedBatchIsTheSameToTheLastByteAndOthersHoldTheSame(Compression compression) {
    List<Record> records = new RandomRecords(11).list(0, 200);
    RecordBatch kafkas =
        RecordBatch.wrap(builtByKafka(compression, records, ByteBuffer.allocate(64)));
    kafkas.placeAt(0, LeaderEpoch.NONE);

    RecordBatch ours = build(compression, records);

    if (compression == Compression.NONE) {
      assertThat(ours.bytes()).isEqualTo(kafkas.bytes());
    }
    assertThat(ours.attributes()).isEqualTo(kafkas.attributes());
    assertThat(ours.baseTimestampMs()).isEqualTo(kafkas.baseTimestampMs());
    assertThat(ours.producerId()).isEqualTo(kafkas.producerId());
    assertThat(ours.producerEpoch()).isEqualTo(kafkas.producerEpoch());
    assertThat(ours.baseSequence()).isEqualTo(kafkas.baseSequence());
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void theFieldsOfAnIdempotentProducerAndTheLeadersStampAreKafkas(Compression compression) {
    List<Record> records = new RandomRecords(3).list(0, 5);
    RecordBatchBuilder builder = new RecordBatchBuilder(compression);
    appendAll(builder, records);
    builder.producer(4711, (short) 3, 99);

    RecordBatch batch = builder.build();
    batch.stampAppendTime(123_456_789);
    batch.placeAt(77, new LeaderEpoch(5));

    MutableRecordBatch read = onlyBatchOf(MemoryRecords.readableRecords(batch.bytes()));
    read.ensureValid();
    assertThat(read.producerId()).isEqualTo(4711);
    assertThat(read.producerEpoch()).isEqualTo((short) 3);
    assertThat(read.baseSequence()).isEqualTo(99);
    assertThat(read.lastSequence()).isEqualTo(103);
    assertThat(read.baseOffset()).isEqualTo(77);
    assertThat(read.partitionLeaderEpoch()).isEqualTo(5);
    assertThat(recordsOf(read)).isEqualTo(recordsOf(batch));
    assertThat(recordsOf(batch)).allMatch(record -> record.timestampMs() == 123_456_789);
  }

  private static RecordBatch build(Compression compression, List<Record> records) {
    RecordBatchBuilder builder = new RecordBatchBuilder(compression);
    appendAll(builder, records);
    return builder.build();
  }

  private static void appendAll(RecordBatchBuilder builder, List<Record> records) {
    records.forEach(r -> builder.append(r.timestampMs(), r.key(), r.value(), r.headers()));
  }

  private static List<Record> recordsOf(RecordBatch batch) {
    List<Record> records = new ArrayList<>();
    batch.records().forEachRemaining(records::add);
    return records;
  }

  private static ByteBuffer builtByKafka(
      Compression compression, List<Record> records, ByteBuffer into) {
    try (MemoryRecordsBuilder builder =
        MemoryRecords.builder(
            into,
            org.apache.kafka.common.compress.Compression.of(CompressionType.forId(compression.id()))
                .build(),
            org.apache.kafka.common.record.TimestampType.CREATE_TIME,
            records.get(0).offset())) {
      for (Record record : records) {
        builder.append(
            record.timestampMs(), record.key(), record.value(), kafkaHeaders(record.headers()));
      }
      return builder.build().buffer();
    }
  }

  private static Header[] kafkaHeaders(List<RecordHeader> headers) {
    return headers.stream()
        .map(
            h ->
                (Header)
                    new org.apache.kafka.common.header.internals.RecordHeader(
                        h.key(), h.value() == null ? null : bytes(h.value())))
        .toArray(Header[]::new);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }

  private static MutableRecordBatch onlyBatchOf(MemoryRecords records) {
    List<MutableRecordBatch> batches = new ArrayList<>();
    records.batches().forEach(batches::add);
    assertThat(batches).hasSize(1);
    return batches.get(0);
  }

  private static List<Record> recordsOf(MutableRecordBatch batch) {
    List<Record> records = new ArrayList<>();
    for (org.apache.kafka.common.record.internal.Record record : batch) {
      List<RecordHeader> headers = new ArrayList<>();
      for (Header header : new RecordHeaders(record.headers())) {
        byte[] value = header.value();
        headers.add(new RecordHeader(header.key(), value == null ? null : ByteBuffer.wrap(value)));
      }
      records.add(
          new Record(record.offset(), record.timestamp(), record.key(), record.value(), headers));
    }
    return records;
  }
}
