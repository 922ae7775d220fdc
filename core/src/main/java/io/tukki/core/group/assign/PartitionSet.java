package io.tukki.core.group.assign;

import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Partitions of any number of topics. Immutable and compact: sorted numbers by topic, no object per
 * partition.
 */
public final class PartitionSet {

  public static final PartitionSet EMPTY = new PartitionSet(new TreeMap<>());

  private final SortedMap<TopicId, int[]> byTopic;
  private final int size;

  private PartitionSet(SortedMap<TopicId, int[]> byTopic) {
    this.byTopic = byTopic;
    this.size = byTopic.values().stream().mapToInt(numbers -> numbers.length).sum();
  }

  /** Collects partitions, in any order; more than once is once. */
  public static final class Builder {

    private final TreeMap<TopicId, BitSet> byTopic = new TreeMap<>();

    public Builder add(TopicId topic, int partition) {
      byTopic.computeIfAbsent(topic, unseen -> new BitSet()).set(partition);
      return this;
    }

    public Builder add(TopicId topic, int fromInclusive, int toExclusive) {
      if (fromInclusive < toExclusive) {
        byTopic.computeIfAbsent(topic, unseen -> new BitSet()).set(fromInclusive, toExclusive);
      }
      return this;
    }

    public PartitionSet build() {
      TreeMap<TopicId, int[]> numbers = new TreeMap<>();
      byTopic.forEach((topic, bits) -> numbers.put(topic, bits.stream().toArray()));
      return numbers.isEmpty() ? EMPTY : new PartitionSet(numbers);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  public static PartitionSet of(PartitionId... partitions) {
    Builder builder = builder();
    for (PartitionId partition : partitions) {
      builder.add(partition.topic(), partition.partition());
    }
    return builder.build();
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public boolean contains(TopicId topic, int partition) {
    int[] numbers = byTopic.get(topic);
    return numbers != null && Arrays.binarySearch(numbers, partition) >= 0;
  }

  public boolean containsAll(PartitionSet others) {
    return others.minus(this).isEmpty();
  }

  public Set<TopicId> topics() {
    return Collections.unmodifiableSet(byTopic.keySet());
  }

  /** The numbers of a topic's partitions, ascending. */
  public IntStream of(TopicId topic) {
    int[] numbers = byTopic.get(topic);
    return numbers == null ? IntStream.empty() : Arrays.stream(numbers);
  }

  public Stream<PartitionId> stream() {
    return byTopic.entrySet().stream()
        .flatMap(
            entry ->
                Arrays.stream(entry.getValue())
                    .mapToObj(number -> new PartitionId(entry.getKey(), number)));
  }

  public interface Visitor {
    void visit(TopicId topic, int partition);
  }

  /** What {@link #stream} has, without an object for each. */
  public void forEach(Visitor visitor) {
    for (Map.Entry<TopicId, int[]> entry : byTopic.entrySet()) {
      for (int number : entry.getValue()) {
        visitor.visit(entry.getKey(), number);
      }
    }
  }

  /** Those that the visitor's question is answered yes for. */
  public PartitionSet filter(Filter filter) {
    TreeMap<TopicId, int[]> kept = new TreeMap<>();
    for (Map.Entry<TopicId, int[]> entry : byTopic.entrySet()) {
      TopicId topic = entry.getKey();
      int[] numbers = entry.getValue();
      int[] passed = new int[numbers.length];
      int count = 0;
      for (int number : numbers) {
        if (filter.passes(topic, number)) {
          passed[count++] = number;
        }
      }
      if (count > 0) {
        kept.put(topic, count == numbers.length ? numbers : Arrays.copyOf(passed, count));
      }
    }
    return kept.isEmpty() ? EMPTY : new PartitionSet(kept);
  }

  public interface Filter {
    boolean passes(TopicId topic, int partition);
  }

  public PartitionSet minus(PartitionSet others) {
    return isEmpty() || others.isEmpty()
        ? this
        : filter((topic, number) -> !others.contains(topic, number));
  }

  public PartitionSet and(PartitionSet others) {
    return filter(others::contains);
  }

  public PartitionSet plus(PartitionSet others) {
    if (others.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return others;
    }
    TreeMap<TopicId, int[]> sum = new TreeMap<>(byTopic);
    others.byTopic.forEach((topic, numbers) -> sum.merge(topic, numbers, PartitionSet::merged));
    return new PartitionSet(sum);
  }

  private static int[] merged(int[] some, int[] others) {
    return IntStream.concat(Arrays.stream(some), Arrays.stream(others))
        .sorted()
        .distinct()
        .toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof PartitionSet that
            && size == that.size
            && byTopic.keySet().equals(that.byTopic.keySet())
            && byTopic.entrySet().stream()
                .allMatch(e -> Arrays.equals(e.getValue(), that.byTopic.get(e.getKey()))));
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (Map.Entry<TopicId, int[]> entry : byTopic.entrySet()) {
      hash += entry.getKey().hashCode() ^ Arrays.hashCode(entry.getValue());
    }
    return hash;
  }

  @Override
  public String toString() {
    return byTopic.entrySet().stream()
        .map(entry -> entry.getKey() + "-" + Arrays.toString(entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
