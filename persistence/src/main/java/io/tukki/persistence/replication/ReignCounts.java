package io.tukki.persistence.replication;

import java.util.concurrent.atomic.LongAdder;

/** What replicas on this node have won and lost since it started. Thread-safe. */
public final class ReignCounts {

  private final LongAdder elections = new LongAdder();
  private final LongAdder stepDowns = new LongAdder();
  private final LongAdder retirements = new LongAdder();

  ReignCounts() {}

  void won() {
    elections.increment();
  }

  void lost() {
    stepDowns.increment();
  }

  void retired() {
    retirements.increment();
  }

  public long elections() {
    return elections.sum();
  }

  public long stepDowns() {
    return stepDowns.sum();
  }

  /** Replicas that were removed from their logs and have deleted their files. */
  public long retirements() {
    return retirements.sum();
  }
}
