package io.tukki.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.record.Compression;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.result.Result;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreatestTimestampTest {

  private static MemoryLog logOf(long... timestampsMs) {
    MemoryLog log = new MemoryLog();
    for (long timestampMs : timestampsMs) {
      RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
      builder.append(timestampMs, null, ByteBuffer.allocate(1), List.of());
      RecordBatch batch = builder.build();
      batch.placeAt(log.logEndOffset(), LeaderEpoch.NONE);
      log.append(List.of(batch));
    }
    return log;
  }

  private static TimestampLookup find(MemoryLog log) {
    return GreatestTimestamp.find(log).orThrow();
  }

  @Test
  void anEmptyLogHasNone() {
    assertThat(find(new MemoryLog())).isEqualTo(new TimestampLookup.NoneSoLate());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1_700_000_000_000L, Long.MAX_VALUE - 1, Long.MAX_VALUE})
  void aSingleRecordIsTheGreatest(long timestampMs) {
    assertThat(find(logOf(timestampMs)))
        .isEqualTo(new TimestampLookup.Found(0, timestampMs, LeaderEpoch.NONE));
  }

  @Test
  void theFirstOfSeveralEquallyGreatIsFound() {
    assertThat(find(logOf(5, 9, 3, 9)))
        .isEqualTo(new TimestampLookup.Found(1, 9, LeaderEpoch.NONE));
  }

  @Test
  void whateverTheOrderTheGreatestIsFound() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      long[] timestampsMs =
          random.longs(1 + random.nextInt(30), 0, 1L << (1 + random.nextInt(62))).toArray();
      long greatest = Long.MIN_VALUE;
      int at = -1;
      for (int i = 0; i < timestampsMs.length; i++) {
        if (timestampsMs[i] > greatest) {
          greatest = timestampsMs[i];
          at = i;
        }
      }
      assertThat(GreatestTimestamp.find(logOf(timestampsMs)))
          .isEqualTo(Result.ok(new TimestampLookup.Found(at, greatest, LeaderEpoch.NONE)));
    }
  }
}
