package io.tukki.core.group;

import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Topics by name and partition count; a name's id is always the same. */
record TestTopics(long version, NavigableMap<String, Integer> counts) implements GroupTopics {

  static TestTopics of(long version, Map<String, Integer> counts) {
    return new TestTopics(version, new TreeMap<>(counts));
  }

  static TopicId id(String name) {
    return new TopicId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
  }

  static PartitionId partition(String name, int number) {
    return new PartitionId(id(name), number);
  }

  int count(String name) {
    return counts.get(name);
  }

  TestTopics with(String name, int count) {
    TreeMap<String, Integer> more = new TreeMap<>(counts);
    more.put(name, count);
    return new TestTopics(version + 1, more);
  }

  @Override
  public Optional<GroupTopic> named(String name) {
    return Optional.ofNullable(counts.get(name))
        .map(count -> new GroupTopic(id(name), name, count));
  }

  @Override
  public Optional<GroupTopic> withId(TopicId id) {
    return all().filter(topic -> topic.id().equals(id)).findFirst();
  }

  @Override
  public Stream<GroupTopic> all() {
    return counts.entrySet().stream()
        .map(entry -> new GroupTopic(id(entry.getKey()), entry.getKey(), entry.getValue()));
  }
}
