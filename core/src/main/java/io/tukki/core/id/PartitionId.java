package io.tukki.core.id;

import java.util.Optional;

/**
 * One partition of one topic. Printed as {@code <topic id>-<partition>}; the last hyphen separates,
 * since a topic id may contain hyphens of its own.
 */
public record PartitionId(TopicId topic, int partition) implements Comparable<PartitionId> {

  /**
   * The kind of entity that a partition's persistence id names: what stands before its first bar,
   * which is where Pekko's own entity ids have it too.
   */
  public static final String ENTITY_TYPE = "partition";

  private static final String PERSISTENCE_ID_PREFIX = ENTITY_TYPE + "|";

  public PartitionId {
    if (partition < 0) {
      throw new IllegalArgumentException("a partition is numbered from 0, not " + partition);
    }
  }

  /** Reads what {@link #toString()} wrote. */
  public static PartitionId parse(String text) {
    int hyphen = text.lastIndexOf('-');
    if (hyphen < 0) {
      throw new IllegalArgumentException("'" + text + "' is not <topic id>-<partition>");
    }
    return new PartitionId(
        TopicId.parse(text.substring(0, hyphen)), Integer.parseInt(text.substring(hyphen + 1)));
  }

  /**
   * The partition whose journal has this persistence id; empty where it is another kind's, which
   * may well begin alike.
   */
  public static Optional<PartitionId> ofPersistenceId(String persistenceId) {
    if (!persistenceId.startsWith(PERSISTENCE_ID_PREFIX)) {
      return Optional.empty();
    }
    try {
      PartitionId partition = parse(persistenceId.substring(PERSISTENCE_ID_PREFIX.length()));
      return Optional.of(partition).filter(found -> found.persistenceId().equals(persistenceId));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Names this partition's journal, which is its log. */
  public String persistenceId() {
    return PERSISTENCE_ID_PREFIX + this;
  }

  @Override
  public int compareTo(PartitionId other) {
    int byTopic = topic.compareTo(other.topic);
    return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
  }

  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}
