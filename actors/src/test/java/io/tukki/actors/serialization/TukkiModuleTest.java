package io.tukki.actors.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.tukki.core.cluster.TopicConfig;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import io.tukki.core.record.Compression;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TukkiModuleTest {

  private static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new TukkiModule()).build();
  private static final ObjectMapper CBOR =
      CBORMapper.builder().addModule(new TukkiModule()).build();

  static Stream<Arguments> ids() {
    UUID uuid = new UUID(1, 2);
    return Stream.of(
        Arguments.of(new TopicId(uuid), "\"AAAAAAAAAAEAAAAAAAAAAg\""),
        Arguments.of(new ClusterId(uuid), "\"AAAAAAAAAAEAAAAAAAAAAg\""),
        Arguments.of(new DirectoryId(uuid), "\"AAAAAAAAAAEAAAAAAAAAAg\""),
        Arguments.of(new PartitionId(new TopicId(uuid), 5), "\"AAAAAAAAAAEAAAAAAAAAAg-5\""),
        Arguments.of(new ShardId(3, 17), "\"r3-17\""),
        Arguments.of(new NodeId(8), "8"),
        Arguments.of(new LeaderEpoch(9), "9"));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void anIdIsWrittenAsPeopleTypeIt(Object id, String text) throws JsonProcessingException {
    assertThat(JSON.writeValueAsString(id)).isEqualTo(text);
    assertThat(JSON.readValue(text, id.getClass())).isEqualTo(id);
  }

  @ParameterizedTest
  @MethodSource("ids")
  void anIdCanBeAKey(Object id, String text) throws JsonProcessingException {
    String map = JSON.writeValueAsString(Map.of(id, true));

    assertThat(map).isEqualTo("{\"" + text.replace("\"", "") + "\":true}");
    assertThat(
            JSON.<Map<?, ?>>readValue(
                map,
                JSON.getTypeFactory().constructMapType(Map.class, id.getClass(), Boolean.class)))
        .isEqualTo(Map.of(id, true));
  }

  @Test
  void aConfigurationIsWhatWasSet() throws JsonProcessingException {
    TopicConfig config = TopicConfig.of(Map.of("retention.ms", "5")).orThrow();

    assertThat(JSON.writeValueAsString(config)).isEqualTo("{\"retention.ms\":\"5\"}");
    assertThat(JSON.readValue("{\"retention.ms\":\"5\"}", TopicConfig.class)).isEqualTo(config);
  }

  @Test
  void aBatchIsItsBytesWhereverTheyLie() throws IOException {
    RecordBatch heap = batch();
    ByteBuffer aside = ByteBuffer.allocate(heap.sizeBytes() + 7).position(7);
    RecordBatch within = RecordBatch.wrap(aside.put(heap.bytes()).position(7));
    RecordBatch direct =
        RecordBatch.wrap(ByteBuffer.allocateDirect(heap.sizeBytes()).put(heap.bytes()).flip());

    for (RecordBatch batch : List.of(heap, within, direct)) {
      RecordBatch read = CBOR.readValue(CBOR.writeValueAsBytes(batch), RecordBatch.class);

      assertThat(read.bytes()).isEqualTo(heap.bytes());
      assertThat(read.crcHolds()).isTrue();
    }
  }

  private static RecordBatch batch() {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    builder.append(1L, null, ByteBuffer.wrap("value".getBytes(StandardCharsets.UTF_8)), List.of());
    return builder.build();
  }
}
