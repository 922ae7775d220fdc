package io.tukki.persistence.replication.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The configurations that a log holds, so that cutting the log's tail brings the one before back
 * into force.
 *
 * @param base in force at the log's start
 * @param placed those in the log, by offset
 */
public record ConfigurationHistory(Configuration base, List<Placed> placed) {

  /** A configuration and the offset of the entry that carries it. */
  public record Placed(long offset, Configuration configuration) {}

  public ConfigurationHistory {
    placed = List.copyOf(placed);
  }

  public static ConfigurationHistory startingWith(Configuration base) {
    return new ConfigurationHistory(base, List.of());
  }

  /**
   * In force now, committed or not. The base is the newer one where it was saved for a start that
   * the log has yet to be cut to.
   */
  public Configuration latest() {
    if (placed.isEmpty() || placed.getLast().configuration().generation() < base.generation()) {
      return base;
    }
    return placed.getLast().configuration();
  }

  /** Where the one in force lies; empty where it was in force before the log starts. */
  OptionalLong latestOffset() {
    return placed.isEmpty() || !placed.getLast().configuration().equals(latest())
        ? OptionalLong.empty()
        : OptionalLong.of(placed.getLast().offset());
  }

  /** By an operator's decree, whatever the log says. */
  ConfigurationHistory basedOn(Configuration decreed) {
    return new ConfigurationHistory(decreed, placed);
  }

  /** The first configuration at or above {@code offset}; {@code Long.MAX_VALUE} without one. */
  long firstFrom(long offset) {
    if (placed.isEmpty() || placed.getLast().offset() < offset) {
      return Long.MAX_VALUE;
    }
    return placed.stream()
        .mapToLong(Placed::offset)
        .filter(place -> place >= offset)
        .min()
        .orElseThrow();
  }

  /** Everything in force is committed once the high watermark has reached this offset. */
  long latestEnd() {
    return placed.isEmpty() ? 0 : placed.getLast().offset() + 1;
  }

  ConfigurationHistory with(long offset, Configuration configuration) {
    var longer = new ArrayList<>(placed);
    longer.add(new Placed(offset, configuration));
    return new ConfigurationHistory(base, longer);
  }

  ConfigurationHistory truncatedTo(long endOffset) {
    if (placed.isEmpty() || placed.getLast().offset() < endOffset) {
      return this;
    }
    return new ConfigurationHistory(
        base, placed.stream().filter(change -> change.offset() < endOffset).toList());
  }

  ConfigurationHistory startingAt(long startOffset) {
    Configuration inForce = base;
    for (Placed change : placed) {
      if (change.offset() < startOffset
          && change.configuration().generation() > inForce.generation()) {
        inForce = change.configuration();
      }
    }
    return new ConfigurationHistory(
        inForce, placed.stream().filter(change -> change.offset() >= startOffset).toList());
  }
}
