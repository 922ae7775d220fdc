package io.tukki.core.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordBatchBuilderTest {

  @ParameterizedTest
  @EnumSource(Compression.class)
  void aBuilderUsedAgainLeavesItsFirstBatchAlone(Compression compression) {
    RecordBatchBuilder builder = new RecordBatchBuilder(compression, 100);
    List<Record> first = new RandomRecords(1).list(0, 50);
    List<Record> second = new RandomRecords(2).list(0, 60);

    append(builder, first);
    builder.producer(1, (short) 0, 10);
    RecordBatch firstBatch = builder.build();
    append(builder, second);
    RecordBatch secondBatch = builder.build();

    assertThat(firstBatch.records()).toIterable().containsExactlyElementsOf(first);
    assertThat(secondBatch.records()).toIterable().containsExactlyElementsOf(second);
    assertThat(firstBatch.producerId()).isEqualTo(1);
    assertThat(secondBatch.hasProducerId()).isFalse();
    firstBatch.verify();
    secondBatch.verify();
  }

  @Test
  void theSizeSoFarIsTheSizeThatAnUncompressedBatchWillHave() {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    for (Record record : new RandomRecords(9).list(0, 100)) {
      int before = builder.sizeBytes();
      append(builder, List.of(record));
      long most = RecordBatchBuilder.mostBytesOf(record.key(), record.value(), record.headers());
      assertThat(builder.sizeBytes() - before).isPositive().isLessThanOrEqualTo((int) most);
    }
    int sizeBytes = builder.sizeBytes();

    assertThat(builder.build().sizeBytes()).isEqualTo(sizeBytes);
  }

  @Test
  void theBuilderReadsFromPositionToLimitAndLeavesThePositionAlone() {
    ByteBuffer value = ByteBuffer.wrap("..value..".getBytes(UTF_8)).position(2).limit(7);
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);

    builder.append(0, null, value, List.of());

    assertThat(builder.build().records().next().value())
        .isEqualTo(ByteBuffer.wrap("value".getBytes(UTF_8)));
    assertThat(value.position()).isEqualTo(2);
  }

  @Test
  void timestampsMayFallAndTheGreatestIsKept() {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    builder.append(1_000, null, null, List.of());
    builder.append(3_000, null, null, List.of());
    builder.append(0, null, null, List.of());

    RecordBatch batch = builder.build();

    assertThat(batch.records())
        .toIterable()
        .extracting(Record::timestampMs)
        .containsExactly(1_000L, 3_000L, 0L);
    assertThat(batch.baseTimestampMs()).isEqualTo(1_000);
    assertThat(batch.maxTimestampMs()).isEqualTo(3_000);
  }

  @Test
  void aSmallBatchInALargeBufferDoesNotKeepTheBuffer() {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 1_000_000);
    builder.append(0, null, null, List.of());

    assertThat(builder.build().bytes().array()).hasSizeLessThan(100);
  }

  @Test
  void anEmptyBatchCannotBeBuilt() {
    assertThatThrownBy(new RecordBatchBuilder(Compression.NONE)::build)
        .isInstanceOf(IllegalStateException.class);
  }

  private static void append(RecordBatchBuilder builder, List<Record> records) {
    records.forEach(r -> builder.append(r.timestampMs(), r.key(), r.value(), r.headers()));
  }
}
