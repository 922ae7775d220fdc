package io.tukki.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.cluster.TopicConfig;
import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.Compression;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static final long NOW_MS = 10_000L;
  private static final TopicConfig CONFIG =
      config(Map.of("max.message.bytes", "200", "min.insync.replicas", "2"));

  private static TopicConfig config(Map<String, String> overrides) {
    return TopicConfig.of(overrides).orThrow();
  }

  private static Optional<Refusal> objection(RecordBatch batch) {
    return objection(batch, Acks.ALL, CONFIG, 2);
  }

  private static Optional<Refusal> objection(
      RecordBatch batch, Acks acks, TopicConfig config, int replicas) {
    return switch (Admission.admit(batch, acks, config, replicas, NOW_MS)) {
      case Result.Ok<RecordBatch>(var admitted) -> {
        assertThat(admitted).isSameAs(batch);
        yield Optional.empty();
      }
      case Result.Refused<RecordBatch>(var refusal) -> Optional.of(refusal);
    };
  }

  private static RecordBatch broken(int field, int value) {
    ByteBuffer bytes = TestBatch.plain(2).bytes();
    bytes.putInt(field, value);
    return RecordBatch.wrap(TestBatch.seal(bytes));
  }

  @Test
  void goodBatchesPass() {
    assertThat(objection(TestBatch.plain(3).build())).isEmpty();
    assertThat(objection(TestBatch.of(7, 0, 0, 3).build())).isEmpty();
    assertThat(objection(TestBatch.plain(3).attributes(Compression.ZSTD.id()).build())).isEmpty();
  }

  @Test
  void theSizeBoundIsInclusive() {
    int size = TestBatch.plain(3).build().sizeBytes();

    assertThat(admitted(size)).isEmpty();
    assertThat(admitted(size - 1)).contains(new Refusal.RecordTooLarge(size, size - 1));
  }

  private static Optional<Refusal> admitted(int limitBytes) {
    return objection(
        TestBatch.plain(3).build(),
        Acks.LEADER,
        config(Map.of("max.message.bytes", "" + limitBytes)),
        1);
  }

  @Test
  void onlyWhoWantsAllNeedsTheReplicas() {
    RecordBatch batch = TestBatch.plain(1).build();

    assertThat(objection(batch, Acks.ALL, CONFIG, 1)).contains(new Refusal.NotEnoughReplicas(1, 2));
    assertThat(objection(batch, Acks.LEADER, CONFIG, 1)).isEmpty();
  }

  @Test
  void aFlippedBitAnywhereBehindTheCrcIsCorrupt() {
    ByteBuffer good = TestBatch.plain(3).bytes();
    for (int i = BatchHeader.CRC; i < good.limit(); i++) {
      ByteBuffer bytes = TestBatch.plain(3).bytes();
      bytes.put(i, (byte) (bytes.get(i) ^ 0x40));
      assertThat(objection(RecordBatch.wrap(bytes))).as("byte %d", i).isPresent();
    }
  }

  @Test
  void recordCountsThatDoNotHoldAreCorrupt() {
    assertThat(objection(broken(BatchHeader.RECORD_COUNT, 3)).orElseThrow())
        .isInstanceOf(Refusal.CorruptBatch.class);
    assertThat(objection(TestBatch.plain(0).build()).orElseThrow())
        .isInstanceOf(Refusal.CorruptBatch.class);
    assertThat(objection(broken(BatchHeader.LAST_OFFSET_DELTA, -1)).orElseThrow())
        .isInstanceOf(Refusal.CorruptBatch.class);
  }

  @Test
  void moreRecordsThanTheBytesCanHoldAreCorrupt() {
    ByteBuffer bytes = TestBatch.plain(2).bytes();
    bytes.putInt(BatchHeader.RECORD_COUNT, 3);
    bytes.putInt(BatchHeader.LAST_OFFSET_DELTA, 2);

    assertThat(objection(RecordBatch.wrap(TestBatch.seal(bytes))).orElseThrow())
        .isInstanceOf(Refusal.CorruptBatch.class);
  }

  @Test
  void aProducerWithoutASequenceIsCorrupt() {
    assertThat(objection(TestBatch.of(7, 0, -1, 1).build()).orElseThrow())
        .isInstanceOf(Refusal.CorruptBatch.class);
    assertThat(objection(TestBatch.of(7, -1, 0, 1).build()).orElseThrow())
        .isInstanceOf(Refusal.CorruptBatch.class);
  }

  @Test
  void controlBatchesAndTransactionsAreRefused() {
    assertThat(objection(TestBatch.plain(1).attributes(0x20).build()).orElseThrow())
        .isInstanceOf(Refusal.InvalidRequest.class);
    assertThat(objection(TestBatch.of(7, 0, 0, 1).attributes(0x10).build()).orElseThrow())
        .isInstanceOf(Refusal.InvalidRequest.class);
  }

  @Test
  void aCompressionThatTheFormatLacksIsUnsupported() {
    assertThat(objection(TestBatch.plain(1).attributes(5).build()).orElseThrow())
        .isInstanceOf(Refusal.UnsupportedCompression.class);
  }

  @Test
  void theLeadersTimestampsAreTakenOnlyWhereItStampsThemAnew() {
    RecordBatch claimed = TestBatch.plain(1).attributes(0x08).build();

    assertThat(objection(claimed).orElseThrow()).isInstanceOf(Refusal.InvalidTimestamp.class);
    assertThat(
            objection(
                claimed, Acks.ALL, config(Map.of("message.timestamp.type", "LogAppendTime")), 1))
        .isEmpty();
  }

  @Test
  void timestampsMustLieWithinTheTopicsBounds() {
    TopicConfig bounded =
        config(
            Map.of(
                "message.timestamp.after.max.ms", "50", "message.timestamp.before.max.ms", "60"));

    assertThat(at(NOW_MS + 50, bounded)).isEmpty();
    assertThat(at(NOW_MS + 51, bounded).orElseThrow()).isInstanceOf(Refusal.InvalidTimestamp.class);
    assertThat(at(NOW_MS - 60, bounded)).isEmpty();
    assertThat(at(NOW_MS - 61, bounded).orElseThrow()).isInstanceOf(Refusal.InvalidTimestamp.class);
    assertThat(at(-1, bounded)).as("no timestamp at all").isEmpty();
    assertThat(at(0, CONFIG)).as("by default any past will do").isEmpty();
  }

  private static Optional<Refusal> at(long timestampMs, TopicConfig config) {
    RecordBatch batch = TestBatch.plain(1).timestampMs(timestampMs).build();
    return objection(batch, Acks.LEADER, config, 1);
  }

  @Test
  void aTopicsOwnCompressionIsAppliedAndNothingElseChanges() {
    RecordBatch batch = compressible("v".repeat(500));

    RecordBatch stored =
        Admission.admit(batch, Acks.ALL, config(Map.of("compression.type", "zstd")), 1, NOW_MS)
            .orThrow();

    assertThat(stored.compression()).contains(Compression.ZSTD);
    assertThat(stored.sizeBytes()).isLessThan(batch.sizeBytes());
    assertThat(stored.crcHolds()).isTrue();
    assertThat(stored.producerId()).isEqualTo(7);
    assertThat(stored.producerEpoch()).isEqualTo((short) 2);
    assertThat(stored.baseSequence()).isEqualTo(40);
    assertThat(stored.maxTimestampMs()).isEqualTo(NOW_MS);
    try (var records = stored.records()) {
      assertThat(records.next().value()).isEqualTo(utf8("v".repeat(500)));
      assertThat(records.next().timestampMs()).isEqualTo(NOW_MS);
      assertThat(records.hasNext()).isFalse();
    }
  }

  @Test
  void theProducersCompressionIsKeptWhereTheTopicHasNoOpinionOrTheSame() {
    RecordBatch batch = compressible("v");

    assertThat(objection(batch, Acks.ALL, config(Map.of("compression.type", "uncompressed")), 1))
        .isEmpty();
    assertThat(objection(batch, Acks.ALL, config(Map.of("compression.type", "producer")), 1))
        .isEmpty();
  }

  private static RecordBatch compressible(String value) {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    builder.append(NOW_MS - 5, null, utf8(value), List.of());
    builder.append(NOW_MS, utf8("key"), null, List.of());
    builder.producer(7, (short) 2, 40);
    return builder.build();
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
