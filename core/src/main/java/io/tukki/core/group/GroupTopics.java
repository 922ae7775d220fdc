package io.tukki.core.group;

import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import java.util.Optional;
import java.util.stream.Stream;

/** The topics that there are, as far as groups need to know. Immutable. */
public interface GroupTopics {

  record GroupTopic(TopicId id, String name, int partitionCount) {}

  GroupTopics NONE =
      new GroupTopics() {
        @Override
        public long version() {
          return 0;
        }

        @Override
        public Optional<GroupTopic> named(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<GroupTopic> withId(TopicId id) {
          return Optional.empty();
        }

        @Override
        public Stream<GroupTopic> all() {
          return Stream.empty();
        }
      };

  /** Grows with every change, so that older knowledge can be told from newer. */
  long version();

  Optional<GroupTopic> named(String name);

  Optional<GroupTopic> withId(TopicId id);

  /** Sorted by name. */
  Stream<GroupTopic> all();

  default boolean contain(PartitionId partition) {
    return withId(partition.topic())
        .filter(topic -> partition.partition() < topic.partitionCount())
        .isPresent();
  }

  /** A node's own copy of the cluster's metadata. */
  static GroupTopics of(ClusterImage image) {
    record Imaged(ClusterImage image) implements GroupTopics {
      @Override
      public long version() {
        return image.version();
      }

      @Override
      public Optional<GroupTopic> named(String name) {
        return image.topic(name).map(Imaged::seen);
      }

      @Override
      public Optional<GroupTopic> withId(TopicId id) {
        return image.topic(id).map(Imaged::seen);
      }

      @Override
      public Stream<GroupTopic> all() {
        return image.topics().stream().map(Imaged::seen);
      }

      private static GroupTopic seen(TopicImage topic) {
        return new GroupTopic(topic.id(), topic.name(), topic.partitionCount());
      }
    }
    return new Imaged(image);
  }
}
