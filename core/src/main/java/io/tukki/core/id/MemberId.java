package io.tukki.core.id;

/** Names one incarnation of a member of a group; a member that starts again gets another. */
public record MemberId(String value) implements Comparable<MemberId> {

  @Override
  public int compareTo(MemberId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
