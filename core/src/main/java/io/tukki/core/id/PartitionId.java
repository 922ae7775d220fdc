package io.tukki.core.id;

/**
 * One partition of one topic. Printed as {@code <topic id>-<partition>}; the last hyphen separates,
 * since a topic id may contain hyphens of its own.
 */
public record PartitionId(TopicId topic, int partition) implements Comparable<PartitionId> {

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
