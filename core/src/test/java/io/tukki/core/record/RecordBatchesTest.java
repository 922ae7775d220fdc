package io.tukki.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.core.id.LeaderEpoch;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordBatchesTest {

  private final ByteBuffer threeBatches = threeBatches();

  @Test
  void batchesBackToBackComeOneByOne() {
    assertThat(RecordBatches.all(threeBatches))
        .extracting(BatchHeader::baseOffset)
        .containsExactly(0L, 1L, 2L);
    assertThat(threeBatches.position()).isZero();
  }

  @Test
  void aCutTailIsLeftOutWhereThatIsAskedForAndRefusedElsewhere() {
    int thirdAt = threeBatches.limit() / 3 * 2;
    for (int end = thirdAt + 1; end < threeBatches.limit(); end++) {
      ByteBuffer cut = threeBatches.duplicate().limit(end);
      assertThat(RecordBatches.whole(cut)).hasSize(2);
      assertThatThrownBy(() -> RecordBatches.all(cut).forEach(batch -> {}))
          .isInstanceOf(InvalidBatchException.class);
    }
  }

  @Test
  void nonsenseIsRefusedEvenWhereATailMayBeCut() {
    ByteBuffer negativeLength = threeBatches().putInt(BatchHeader.BATCH_LENGTH, -20);
    ByteBuffer otherMagic = threeBatches().put(BatchHeader.MAGIC_AT, (byte) 1);

    for (ByteBuffer bytes : List.of(negativeLength, otherMagic)) {
      assertThatThrownBy(() -> RecordBatches.whole(bytes).forEach(batch -> {}))
          .isInstanceOf(InvalidBatchException.class);
    }
  }

  private static ByteBuffer threeBatches() {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    ByteBuffer bytes = ByteBuffer.allocate(1_000);
    for (int i = 0; i < 3; i++) {
      builder.append(0, null, ByteBuffer.wrap(new byte[10]), List.of());
      RecordBatch batch = builder.build();
      batch.placeAt(i, LeaderEpoch.NONE);
      bytes.put(batch.bytes());
    }
    return bytes.flip();
  }
}
