package io.tukki.core.cluster;

import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The topics of an image and the ways to find them, kept in step. Immutable; a changed index shares
 * nearly everything with the one it came from.
 *
 * @param byCollisionKey only of names that a dot or an underscore can make collide
 * @param load how many partitions each shard has; those that have none are left out
 */
record TopicIndex(
    PSortedMap<String, TopicImage> byName,
    PMap<TopicId, String> names,
    PMap<String, String> byCollisionKey,
    PMap<ShardId, Integer> load,
    int partitionCount) {

  static final TopicIndex EMPTY =
      new TopicIndex(
          TreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty(), 0);

  Optional<TopicImage> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Optional<TopicImage> withId(TopicId id) {
    return Optional.ofNullable(names.get(id)).flatMap(this::named);
  }

  Optional<TopicImage> collidingWith(String name) {
    return Optional.ofNullable(byCollisionKey.get(TopicName.collisionKey(name)))
        .filter(other -> !other.equals(name))
        .flatMap(this::named);
  }

  Collection<TopicImage> all() {
    return byName.values();
  }

  Collection<TopicImage> after(String name) {
    return byName.tailMap(name, false).values();
  }

  int count() {
    return byName.size();
  }

  int partitionsIn(ShardId shard) {
    return load.getOrDefault(shard, 0);
  }

  /** Takes the place of a topic of the same name or id, should there be one. */
  TopicIndex plus(TopicImage topic) {
    TopicIndex free = minus(topic.id());
    free = free.named(topic.name()).map(TopicImage::id).map(free::minus).orElse(free);
    return new TopicIndex(
        free.byName.plus(topic.name(), topic),
        free.names.plus(topic.id(), topic.name()),
        TopicName.canCollide(topic.name())
            ? free.byCollisionKey.plus(TopicName.collisionKey(topic.name()), topic.name())
            : free.byCollisionKey,
        free.loadWith(topic, 1),
        free.partitionCount + topic.partitionCount());
  }

  TopicIndex minus(TopicId id) {
    return withId(id).map(this::without).orElse(this);
  }

  private TopicIndex without(TopicImage topic) {
    return new TopicIndex(
        byName.minus(topic.name()),
        names.minus(topic.id()),
        byCollisionKey.minus(TopicName.collisionKey(topic.name())),
        loadWith(topic, -1),
        partitionCount - topic.partitionCount());
  }

  /** Adds a topic's partitions to their shards' load, or takes them off with a sign of -1. */
  private PMap<ShardId, Integer> loadWith(TopicImage topic, int sign) {
    Map<ShardId, Integer> counts = new HashMap<>();
    topic.shards().forEach(shard -> counts.merge(shard, sign, Integer::sum));
    PMap<ShardId, Integer> changed = load;
    for (Map.Entry<ShardId, Integer> count : counts.entrySet()) {
      int total = partitionsIn(count.getKey()) + count.getValue();
      changed = total == 0 ? changed.minus(count.getKey()) : changed.plus(count.getKey(), total);
    }
    return changed;
  }
}
