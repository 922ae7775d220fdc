package io.tukki.core.id;

/** A node's number, kept in its data directory for life; never derived from its address. */
public record NodeId(int value) implements Comparable<NodeId> {

  public NodeId {
    if (value < 0) {
      throw new IllegalArgumentException("a node id is 0 or more, not " + value);
    }
  }

  @Override
  public int compareTo(NodeId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
