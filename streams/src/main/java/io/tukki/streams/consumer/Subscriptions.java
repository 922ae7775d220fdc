package io.tukki.streams.consumer;

import io.tukki.streams.TopicPartition;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Ways to say what to read. All of them read on their own account: nothing is committed, and no
 * other consumer is taken into consideration.
 */
public final class Subscriptions {

  private Subscriptions() {}

  /** All partitions of a topic; partitions added later as well, if the settings say so. */
  public static Subscription topic(String topic, StartFrom start) {
    return new Subscription.Topics(Map.of(topic, start));
  }

  public static Subscription assignment(StartFrom start, TopicPartition... partitions) {
    return new Subscription.Partitions(
        Arrays.stream(partitions)
            .distinct()
            .collect(Collectors.toMap(Function.identity(), partition -> start)));
  }

  /** Each partition from an offset of its own: the one behind the last that was dealt with. */
  public static Subscription assignmentWithOffset(Map<TopicPartition, Long> offsets) {
    return starting(offsets, StartFrom::offset);
  }

  /** Each partition from a time of its own, in milliseconds since 1970. */
  public static Subscription assignmentOffsetsForTimes(Map<TopicPartition, Long> timestampsMs) {
    return starting(timestampsMs, StartFrom::timestamp);
  }

  private static Subscription starting(
      Map<TopicPartition, Long> places, Function<Long, StartFrom> start) {
    return new Subscription.Partitions(
        places.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> start.apply(e.getValue()))));
  }
}
