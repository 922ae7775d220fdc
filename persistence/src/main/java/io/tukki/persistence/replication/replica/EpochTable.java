package io.tukki.persistence.replication.replica;

import java.util.ArrayList;
import java.util.List;

/**
 * Which epoch wrote which offsets: all that has to be known of a log to compare it with another.
 * Epochs rise with offsets. A span ends where the next one starts, the last one at the log's end.
 */
public record EpochTable(List<Span> spans) {

  /** The offsets from {@code startOffset} on were written in {@code epoch}. */
  public record Span(int epoch, long startOffset) {}

  /** The epoch before any leader reigned. */
  static final int NO_EPOCH = 0;

  public static final EpochTable EMPTY = new EpochTable(List.of());

  public EpochTable {
    spans = List.copyOf(spans);
  }

  int lastEpoch() {
    return spans.isEmpty() ? NO_EPOCH : spans.getLast().epoch();
  }

  /** The epoch that wrote {@code offset}, which lies below the log's end. */
  int epochAt(long offset) {
    for (int i = spans.size() - 1; i >= 0; i--) {
      if (spans.get(i).startOffset() <= offset) {
        return spans.get(i).epoch();
      }
    }
    return NO_EPOCH;
  }

  EpochTable with(int epoch, long offset) {
    if (!spans.isEmpty() && lastEpoch() == epoch) {
      return this;
    }
    var longer = new ArrayList<>(spans);
    longer.add(new Span(epoch, offset));
    return new EpochTable(longer);
  }

  /** Forgets what lies at {@code endOffset} or above. */
  EpochTable truncatedTo(long endOffset) {
    if (spans.isEmpty() || spans.getLast().startOffset() < endOffset) {
      return this;
    }
    return new EpochTable(spans.stream().filter(span -> span.startOffset() < endOffset).toList());
  }

  /**
   * Forgets spans that end below {@code startOffset}, but keeps the one that wrote the offset
   * before it: the first append behind an empty log is checked against that epoch.
   */
  EpochTable startingAt(long startOffset) {
    int first = 0;
    while (first + 1 < spans.size() && spans.get(first + 1).startOffset() < startOffset) {
      first++;
    }
    return first == 0 ? this : new EpochTable(spans.subList(first, spans.size()));
  }

  /**
   * The end of what two logs have in common: the greatest offset whose predecessor has the same
   * epoch in both. Never below {@code floor}, under which both are known to agree.
   */
  static long commonEnd(EpochTable a, long endA, EpochTable b, long endB, long floor) {
    long end = Math.min(endA, endB);
    while (end > floor) {
      int epochA = a.epochAt(end - 1);
      int epochB = b.epochAt(end - 1);
      if (epochA == epochB) {
        return end;
      }
      end = (epochA > epochB ? a : b).startOfSpanAt(end - 1);
    }
    return floor;
  }

  private long startOfSpanAt(long offset) {
    for (int i = spans.size() - 1; i >= 0; i--) {
      if (spans.get(i).startOffset() <= offset) {
        return spans.get(i).startOffset();
      }
    }
    return 0;
  }
}
