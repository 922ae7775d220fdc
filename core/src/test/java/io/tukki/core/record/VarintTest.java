package io.tukki.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.internals.ByteUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VarintTest {

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        -1,
        63,
        64,
        -64,
        -65,
        8_191,
        8_192,
        1L << 31,
        -(1L << 31),
        Integer.MAX_VALUE,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE
      })
  void longsAreWrittenAndReadAsKafkaDoes(long value) {
    ByteBuffer kafkas = ByteBuffer.allocate(10);
    ByteUtils.writeVarlong(value, kafkas);
    ByteSink sink = new ByteSink(1);
    sink.writeVarint(value);

    assertThat(ByteBuffer.wrap(sink.array(), 0, sink.sizeBytes())).isEqualTo(kafkas.flip());
    assertThat(Varint.sizeOf(value)).isEqualTo(sink.sizeBytes());
    assertThat(Varint.readLong(kafkas)).isEqualTo(value);
    if (value == (int) value) {
      assertThat(Varint.readInt(kafkas.rewind())).isEqualTo((int) value);
    }
  }
}
