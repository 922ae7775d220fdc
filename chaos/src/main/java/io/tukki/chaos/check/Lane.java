package io.tukki.chaos.check;

import io.tukki.chaos.history.Outcome;

/** What became of one lane's values: as its sender was told, and as readers saw. */
final class Lane {

  // What the sender was told, as numbers: tables of millions have no room for objects.
  static final long NEVER_SENT = 0;
  static final long UNKNOWN = 1;
  static final long FAILED = 2;
  static final long ACKNOWLEDGED_SOMEWHERE = 3;
  private static final long ACKNOWLEDGED_AT = 4;

  private final LongTable told = new LongTable();

  /** Offset + 1. */
  private final LongTable seen = new LongTable();

  private final LongTable seenByFinalReader = new LongTable();

  /** Eras; see {@link Cuts}. */
  private final LongTable toldIn = new LongTable();

  private final LongTable seenIn = new LongTable();
  private long lastSent = -1;

  void sent(long firstSequence, int count, Outcome outcome, int era) {
    lastSent = Math.max(lastSent, firstSequence + count - 1);
    for (int i = 0; i < count; i++) {
      if (era > 0) {
        toldIn.set(firstSequence + i, era);
      }
      told.set(
          firstSequence + i,
          switch (outcome) {
            case Outcome.Acknowledged(long firstOffset) -> ACKNOWLEDGED_AT + firstOffset + i;
            case Outcome.AcknowledgedSomewhere() -> ACKNOWLEDGED_SOMEWHERE;
            case Outcome.Failed(String reason) -> FAILED;
            case Outcome.Unknown(String reason) -> UNKNOWN;
          });
    }
  }

  long told(long sequence) {
    return told.get(sequence);
  }

  int toldIn(long sequence) {
    return (int) toldIn.get(sequence);
  }

  /** Whether its sender wrote down what became of later values, so that this one was not sent. */
  boolean wasPassed(long sequence) {
    return sequence <= lastSent;
  }

  static boolean isAcknowledged(long told) {
    return told >= ACKNOWLEDGED_SOMEWHERE;
  }

  static boolean hasOffset(long told) {
    return told >= ACKNOWLEDGED_AT;
  }

  static long offset(long told) {
    return told - ACKNOWLEDGED_AT;
  }

  /** Of reads in several eras the last one stays. */
  void read(long sequence, long offset, int era, boolean byFinalReader) {
    if (era >= readIn(sequence)) {
      seen.set(sequence, offset + 1);
      if (era > 0) {
        seenIn.set(sequence, era);
      }
    }
    if (byFinalReader) {
      seenByFinalReader.set(sequence, 1);
    }
  }

  boolean isRead(long sequence) {
    return seen.get(sequence) != 0;
  }

  int readIn(long sequence) {
    return (int) seenIn.get(sequence);
  }

  long readAt(long sequence) {
    return seen.get(sequence) - 1;
  }

  boolean isReadByFinalReader(long sequence) {
    return seenByFinalReader.get(sequence) != 0;
  }

  void forEachSent(LongTable.Visitor visitor) {
    told.forEach(visitor);
  }

  /** With the offset. */
  void forEachRead(LongTable.Visitor visitor) {
    seen.forEach((sequence, offsetPlusOne) -> visitor.visit(sequence, offsetPlusOne - 1));
  }
}
