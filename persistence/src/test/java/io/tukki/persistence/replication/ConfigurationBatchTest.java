package io.tukki.persistence.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.replication.replica.Configuration;
import java.util.List;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.junit.jupiter.api.Test;

class ConfigurationBatchTest {

  private static final Configuration JOINT =
      new Configuration(
          (7L << 32) + 3,
          List.of(TestCluster.id(1), TestCluster.id(2)),
          List.of(TestCluster.id(2), TestCluster.id(3)),
          List.of(TestCluster.id(4)));

  @Test
  void configurationComesBackAsItWas() {
    for (Configuration configuration :
        List.of(JOINT, Configuration.UNKNOWN, Configuration.of(List.of(TestCluster.id(1))))) {
      RecordBatch batch = ConfigurationBatch.encode(configuration, 42, 7);

      assertThat(ConfigurationBatch.decode(batch)).contains(configuration);
      assertThat(batch.crcHolds()).isTrue();
      assertThat(batch.baseOffset()).isEqualTo(42);
      assertThat(batch.nextOffset()).isEqualTo(43);
    }
  }

  @Test
  void sameChangeIsTheSameBytesWhereverItIsWritten() {
    assertThat(ConfigurationBatch.encode(JOINT, 42, 7).bytes())
        .isEqualTo(ConfigurationBatch.encode(JOINT, 42, 7).bytes());
  }

  @Test
  void othersBatchesAreNone() {
    assertThat(ConfigurationBatch.decode(TestBatches.batch(0, "a"))).isEmpty();
  }

  /** A consumer skips control batches as a whole, and must be able to tell their type for that. */
  @Test
  void kafkasOwnClientTakesItForAControlBatchOfAnUnknownType() {
    RecordBatch batch = ConfigurationBatch.encode(JOINT, 42, 7);

    MutableRecordBatch seen =
        MemoryRecords.readableRecords(batch.bytes().duplicate()).batches().iterator().next();

    seen.ensureValid();
    assertThat(seen.isControlBatch()).isTrue();
    assertThat(seen.isTransactional()).isFalse();
    assertThat(seen.baseOffset()).isEqualTo(42);
    assertThat(seen.nextOffset()).isEqualTo(43);
    assertThat(seen.partitionLeaderEpoch()).isEqualTo(7);
    assertThat(ControlRecordType.parse(seen.iterator().next().key()))
        .isEqualTo(ControlRecordType.UNKNOWN);
  }
}
