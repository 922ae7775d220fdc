package io.tukki.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyOutputStream;

/** Clients other than the Java one compress in other ways that the format allows. */
class ForeignCompressionTest {

  private static final List<Record> RECORDS = new RandomRecords(5).list(0, 700);

  @Test
  void oneBareSnappyBlockAsLibrdkafkaWritesIt() throws IOException {
    assertReadable(Compression.SNAPPY, Snappy.compress(plainRecords()));
  }

  @Test
  void snappyBlocksOfAnySize() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (SnappyOutputStream snappy = new SnappyOutputStream(compressed, 1_000_000)) {
      snappy.write(plainRecords());
    }
    assertReadable(Compression.SNAPPY, compressed.toByteArray());
  }

  @ParameterizedTest
  @EnumSource(BLOCKSIZE.class)
  void lz4FramesWithAllTheChecksumsAndBlockSizes(BLOCKSIZE blockSize) throws IOException {
    byte[] plain = plainRecords();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (LZ4FrameOutputStream lz4 =
        new LZ4FrameOutputStream(
            compressed,
            blockSize,
            plain.length,
            FLG.Bits.BLOCK_INDEPENDENCE,
            FLG.Bits.BLOCK_CHECKSUM,
            FLG.Bits.CONTENT_CHECKSUM,
            FLG.Bits.CONTENT_SIZE)) {
      lz4.write(plain);
    }
    assertReadable(Compression.LZ4, compressed.toByteArray());
  }

  @Test
  void anLz4BlockWhoseChecksumIsWrongIsRefused() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (LZ4FrameOutputStream lz4 =
        new LZ4FrameOutputStream(
            compressed, BLOCKSIZE.SIZE_4MB, FLG.Bits.BLOCK_INDEPENDENCE, FLG.Bits.BLOCK_CHECKSUM)) {
      lz4.write(plainRecords());
    }
    byte[] bytes = compressed.toByteArray();
    bytes[bytes.length - 5] ^=
        1; // in front of the end mark of four bytes: the last block's checksum

    assertThatThrownBy(batch(Compression.LZ4, bytes)::verifyRecords)
        .isInstanceOf(InvalidBatchException.class)
        .hasMessageContaining("checksum");
  }

  private static void assertReadable(Compression compression, byte[] compressedRecords) {
    RecordBatch batch = batch(compression, compressedRecords);
    batch.verify();
    batch.verifyRecords();
    assertThat(batch.records()).toIterable().containsExactlyElementsOf(RECORDS);
  }

  private static RecordBatch plainBatch() {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    RECORDS.forEach(r -> builder.append(r.timestampMs(), r.key(), r.value(), r.headers()));
    return builder.build();
  }

  private static byte[] plainRecords() {
    ByteBuffer bytes = plainBatch().bytes();
    byte[] records = new byte[bytes.remaining() - BatchHeader.HEADER_BYTES];
    bytes.get(BatchHeader.HEADER_BYTES, records);
    return records;
  }

  private static RecordBatch batch(Compression compression, byte[] compressedRecords) {
    return Forged.batch(plainBatch())
        .records(compressedRecords)
        .compression(compression.id())
        .sealed();
  }
}
