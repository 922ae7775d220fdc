package io.tukki.streams.consumer;

import io.tukki.streams.TopicPartition;
import java.util.Map;

/** Which partitions to read, and from where. */
public sealed interface Subscription {

  /** All partitions of these topics. */
  record Topics(Map<String, StartFrom> starts) implements Subscription {

    public Topics {
      starts = Map.copyOf(starts);
    }
  }

  /** Exactly these partitions. */
  record Partitions(Map<TopicPartition, StartFrom> starts) implements Subscription {

    public Partitions {
      starts = Map.copyOf(starts);
    }
  }
}
