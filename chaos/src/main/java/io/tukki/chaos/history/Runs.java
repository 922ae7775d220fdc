package io.tukki.chaos.history;

import java.util.ArrayList;
import java.util.List;

/** Joins records, as they are read one by one, into runs. For one thread. */
public final class Runs {

  private final List<Run> done = new ArrayList<>();
  private long firstOffset;
  private int lane;
  private long firstSequence;
  private int count;

  public void add(long offset, Value value) {
    boolean goesOn =
        count > 0
            && offset == firstOffset + count
            && value.lane() == lane
            && value.sequence() == firstSequence + count;
    if (!goesOn) {
      close();
      firstOffset = offset;
      lane = value.lane();
      firstSequence = value.sequence();
    }
    count++;
  }

  /** What was added since the last call. */
  public List<Run> take() {
    close();
    List<Run> runs = List.copyOf(done);
    done.clear();
    return runs;
  }

  private void close() {
    if (count > 0) {
      done.add(new Run(firstOffset, lane, firstSequence, count));
    }
    count = 0;
  }
}
