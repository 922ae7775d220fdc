package io.tukki.core.group;

import io.tukki.core.group.GroupEvent.CommittedOffset;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * A group's positions. Immutable; a commit copies the pages that it touches and shares the others
 * with the version before, so that a snapshot costs nothing and a commit hardly more than its size.
 */
public final class Offsets {

  /** Partitions to a page: small enough to copy for one of them, large enough to have few pages. */
  private static final int PAGE = 64;

  public static final Offsets NONE = new Offsets(HashTreePMap.empty(), 0);

  private final PMap<TopicId, @Nullable Committed[][]> byTopic;
  private final int size;

  private Offsets(PMap<TopicId, @Nullable Committed[][]> byTopic, int size) {
    this.byTopic = byTopic;
    this.size = size;
  }

  /** Those of a snapshot. */
  public static Offsets of(Map<PartitionId, Committed> positions) {
    Change change = NONE.new Change();
    positions.forEach(change::set);
    return change.made();
  }

  /** How many partitions have a position. */
  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public Optional<Committed> of(PartitionId partition) {
    @Nullable Committed[][] pages = byTopic.get(partition.topic());
    int page = partition.partition() / PAGE;
    return pages == null || page >= pages.length
        ? Optional.empty()
        : Optional.ofNullable(pages[page][partition.partition() % PAGE]);
  }

  /** The topics that have a position in some partition. */
  public Set<TopicId> topics() {
    return byTopic.keySet();
  }

  public interface Visitor {
    void visit(PartitionId partition, Committed committed);
  }

  public void forEach(Visitor visitor) {
    byTopic.forEach(
        (topic, pages) -> {
          for (int page = 0; page < pages.length; page++) {
            for (int place = 0; place < PAGE; place++) {
              Committed committed = pages[page][place];
              if (committed != null) {
                visitor.visit(new PartitionId(topic, page * PAGE + place), committed);
              }
            }
          }
        });
  }

  Offsets plus(List<CommittedOffset> offsets, long atMs) {
    Change change = new Change();
    for (CommittedOffset offset : offsets) {
      change.set(
          offset.partition(),
          new Committed(offset.offset(), offset.leaderEpoch(), offset.metadata(), atMs));
    }
    return change.made();
  }

  Offsets minus(Set<PartitionId> partitions) {
    Change change = new Change();
    partitions.stream()
        .filter(partition -> of(partition).isPresent())
        .forEach(partition -> change.set(partition, null));
    return change.made();
  }

  /** Makes the next version: each page that is touched is copied once. */
  private final class Change {

    private final Map<TopicId, @Nullable Committed[][]> changed = new HashMap<>();
    private int newSize = size;

    void set(PartitionId partition, @Nullable Committed committed) {
      int page = partition.partition() / PAGE;
      int place = partition.partition() % PAGE;
      @Nullable Committed[][] pages = pagesWith(partition.topic(), page);
      @Nullable Committed[] places = pages[page];
      newSize += (committed == null ? 0 : 1) - (places[place] == null ? 0 : 1);
      places[place] = committed;
    }

    // Whether the page is still the one of the version before, not whether it says the same.
    @SuppressWarnings("ReferenceEquality")
    private @Nullable Committed[][] pagesWith(TopicId topic, int page) {
      @Nullable Committed[][] before = byTopic.get(topic);
      @Nullable Committed[][] pages = changed.get(topic);
      if (pages == null) {
        pages = before == null ? new Committed[0][] : before.clone();
      }
      for (int missing = pages.length; missing <= page; missing++) {
        pages = Arrays.copyOf(pages, missing + 1);
        pages[missing] = new Committed[PAGE];
      }
      if (before != null && page < before.length && pages[page] == before[page]) {
        pages[page] = before[page].clone();
      }
      changed.put(topic, pages);
      return pages;
    }

    Offsets made() {
      PMap<TopicId, @Nullable Committed[][]> next = byTopic;
      for (Map.Entry<TopicId, @Nullable Committed[][]> entry : changed.entrySet()) {
        next =
            isBlank(entry.getValue())
                ? next.minus(entry.getKey())
                : next.plus(entry.getKey(), entry.getValue());
      }
      return new Offsets(next, newSize);
    }

    private static boolean isBlank(@Nullable Committed[][] pages) {
      for (@Nullable Committed[] page : pages) {
        for (Committed committed : page) {
          if (committed != null) {
            return false;
          }
        }
      }
      return true;
    }
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Offsets that) || size != that.size) {
      return false;
    }
    boolean[] same = {true};
    forEach(
        (partition, committed) ->
            same[0] &= that.of(partition).filter(committed::equals).isPresent());
    return same[0];
  }

  @Override
  public int hashCode() {
    int[] hash = {size};
    forEach((partition, committed) -> hash[0] += partition.hashCode() ^ committed.hashCode());
    return hash[0];
  }

  @Override
  public String toString() {
    return size + " positions in " + byTopic.keySet();
  }
}
