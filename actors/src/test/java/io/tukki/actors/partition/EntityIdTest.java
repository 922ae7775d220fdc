package io.tukki.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EntityIdTest {

  @Test
  void itIsReadAsItWasWrittenWhateverTheTopicsIdLooksLike() {
    for (int i = 0; i < 1_000; i++) {
      EntityId id =
          new EntityId(
              new ShardId(1 + i % 5, i), new PartitionId(new TopicId(UUID.randomUUID()), i));

      assertThat(EntityId.parse(id.toString())).isEqualTo(id);
      assertThat(EntityId.shardOf(id.toString())).isEqualTo(id.shard().toString());
    }
  }

  @Test
  void whatHasNoShardIsNoEntity() {
    assertThatThrownBy(() -> EntityId.parse("abc-0")).isInstanceOf(IllegalArgumentException.class);
  }
}
