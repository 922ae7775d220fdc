package io.tukki.core.id;

/**
 * The name that a static member was given by whoever runs it: it outlives restarts, so that the
 * next incarnation takes its predecessor's place (Kafka's group.instance.id, KIP-345).
 */
public record InstanceId(String value) implements Comparable<InstanceId> {

  @Override
  public int compareTo(InstanceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
