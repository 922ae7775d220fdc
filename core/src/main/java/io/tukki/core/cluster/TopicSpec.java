package io.tukki.core.cluster;

import java.util.Map;
import java.util.OptionalInt;

/** A topic as somebody wants it; what is left out comes from {@link ClusterRules}. */
public record TopicSpec(
    String name,
    OptionalInt partitions,
    OptionalInt replicationFactor,
    Map<String, String> configs) {

  public TopicSpec {
    configs = Map.copyOf(configs);
  }
}
