package io.tukki.actors.partition;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often in a row callers of a partition were sent to a leader that was none; the more often,
 * the longer they wait before they ask again. Thread-safe.
 */
final class Disappointments {

  /** As many as make for a noticeable pause. */
  private static final int PATIENT_AFTER = 3;

  private final AtomicInteger inARow = new AtomicInteger();

  void another() {
    inARow.incrementAndGet();
  }

  /** This node led and does not any more: before it tries to again, let the other one begin. */
  void patience() {
    inARow.accumulateAndGet(PATIENT_AFTER, Math::max);
  }

  /** It is going well; when there is trouble again, try at once. */
  void end() {
    // Read first: this is called for each append, nearly always in vain.
    if (inARow.get() != 0) {
      inARow.set(0);
    }
  }

  int inARow() {
    return inARow.get();
  }
}
