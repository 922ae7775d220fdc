package io.tukki.persistence.transport;

import java.time.Duration;

/**
 * Whether the other side has been silent for too long. Asked in regular intervals: where the asking
 * itself came late, it was this process that slept, and the other side is given its time anew.
 */
final class LifeSigns {

  private final long patienceNanos;
  private final long latenessNanos;
  private long heardNanos;
  private long askedNanos;

  LifeSigns(Duration patience, Duration betweenQuestions, long nowNanos) {
    this.patienceNanos = patience.toNanos();
    this.latenessNanos = 2 * betweenQuestions.toNanos();
    this.heardNanos = nowNanos;
    this.askedNanos = nowNanos;
  }

  void heard(long nowNanos) {
    heardNanos = nowNanos;
  }

  boolean hasCeased(long nowNanos) {
    if (nowNanos - askedNanos > latenessNanos) {
      heardNanos = nowNanos;
    }
    askedNanos = nowNanos;
    return nowNanos - heardNanos > patienceNanos;
  }
}
