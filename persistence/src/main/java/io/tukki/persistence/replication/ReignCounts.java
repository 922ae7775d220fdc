package io.tukki.persistence.replication;

import java.util.concurrent.atomic.LongAdder;

/** What replicas on this node have won and lost since it started. Thread-safe. */
public final class ReignCounts {

  private final LongAdder elections = new LongAdder();
  private final LongAdder stepDowns = new LongAdder();

  ReignCounts() {}

  void won() {
    elections.increment();
  }

  void lost() {
    stepDowns.increment();
  }

  public long elections() {
    return elections.sum();
  }

  public long stepDowns() {
    return stepDowns.sum();
  }
}
