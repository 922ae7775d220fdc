package io.tukki.api.http.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.actors.Partitions.Fetched;
import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.log.LogSlice;
import io.tukki.core.record.Compression;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.result.RefusedException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SlicesTest {

  @Test
  void damageIsRefusedToTheClientAndToldToTheLog() {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    builder.append(1_000, null, ByteBuffer.wrap(new byte[20]), List.of());
    RecordBatch batch = builder.build();
    batch.placeAt(0, LeaderEpoch.NONE);
    ByteBuffer bytes = ByteBuffer.allocate(batch.sizeBytes()).put(batch.bytes()).flip();
    bytes.put(bytes.limit() - 5, (byte) 7);
    Slice slice = new Slice(bytes);

    assertThatThrownBy(
            () -> Slices.forEach(new Fetched(slice, 1, 0, LeaderEpoch.NONE), 0, record -> true))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("damaged");

    assertThat(slice.suspected).isTrue();
    assertThat(slice.closed).isTrue();
  }

  private static final class Slice implements LogSlice {
    private final ByteBuffer bytes;
    private boolean suspected;
    private boolean closed;

    Slice(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    public int sizeBytes() {
      return bytes.remaining();
    }

    @Override
    public long nextOffset() {
      return 1;
    }

    @Override
    public long transferTo(long position, int maxBytes, WritableByteChannel target) {
      throw new UnsupportedOperationException("the door reads slices");
    }

    @Override
    public ByteBuffer toByteBuffer() {
      return bytes.duplicate();
    }

    @Override
    public void suspect() {
      suspected = true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
