package io.tukki.chaos.history;

/** What the sender of a stretch of records was told. */
public sealed interface Outcome {

  /** Stored; the records have offsets in a row from this one on. */
  record Acknowledged(long firstOffset) implements Outcome {}

  /** Stored, but nobody said where: an answer to a repeated send may not know any more. */
  record AcknowledgedSomewhere() implements Outcome {}

  /**
   * Certainly not stored, and never will be.
   *
   * @param reason a short, stable name, such as a problem's code
   */
  record Failed(String reason) implements Outcome {}

  /** Nobody knows: may be stored, now or later, or never. */
  record Unknown(String reason) implements Outcome {}
}
