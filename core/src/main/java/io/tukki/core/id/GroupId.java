package io.tukki.core.id;

/** Names a consumer group; what names are possible is for whoever takes them in to check. */
public record GroupId(String value) implements Comparable<GroupId> {

  @Override
  public int compareTo(GroupId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
