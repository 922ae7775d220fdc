package io.tukki.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class PartitionerTest {

  @Test
  void keysGoWhereKafkasClientsSendThem() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 20_000; round++) {
      byte[] key = new byte[random.nextInt(40)];
      random.nextBytes(key);
      int partitionCount = random.nextInt(1, 1_000);
      ByteBuffer inTheMiddle = ByteBuffer.allocate(key.length + 5).put(3, key);
      inTheMiddle.position(3).limit(3 + key.length);

      assertThat(Partitioner.murmur2(inTheMiddle)).isEqualTo(Utils.murmur2(key));
      assertThat(Partitioner.partitionOf(inTheMiddle, partitionCount))
          .isEqualTo(BuiltInPartitioner.partitionForKey(key, partitionCount));
      assertThat(inTheMiddle.position()).isEqualTo(3);
    }
  }
}
