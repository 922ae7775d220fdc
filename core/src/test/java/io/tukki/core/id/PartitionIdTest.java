package io.tukki.core.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionIdTest {

  @Test
  void persistenceIdLeadsBackToThePartition() {
    PartitionId partition = new PartitionId(new TopicId(new UUID(-5L, -62L)), 12);

    assertThat(PartitionId.ofPersistenceId(partition.persistenceId())).contains(partition);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "group|orders",
        "partition|",
        "partition|orders",
        "partition|orders-1",
        "partition|AAAAAAAAAAAAAAAAAAAAAA-x",
        "partition|AAAAAAAAAAAAAAAAAAAAAA-01",
        "partition|AAAAAAAAAAAAAAAAAAAAAA--1",
      })
  void otherPersistenceIdsAreNoPartitions(String persistenceId) {
    assertThat(PartitionId.ofPersistenceId(persistenceId)).isEmpty();
  }
}
