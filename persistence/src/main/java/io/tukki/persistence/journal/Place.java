package io.tukki.persistence.journal;

/** Where the next write of one reign goes. Belongs to the journal's actor. */
final class Place {

  private long endOffset;
  private long lastSequenceNr;

  /**
   * @param lastSequenceNr the last sequence number that was used up, written or rejected
   */
  Place(long endOffset, long lastSequenceNr) {
    this.endOffset = endOffset;
    this.lastSequenceNr = lastSequenceNr;
  }

  long endOffset() {
    return endOffset;
  }

  long lastSequenceNr() {
    return lastSequenceNr;
  }

  /** Behind what was translated. */
  void moveTo(long nextOffset, long usedSequenceNr) {
    endOffset = nextOffset;
    lastSequenceNr = usedSequenceNr;
  }

  /** Behind what was rejected: it took sequence numbers and no room. */
  void skipTo(long usedSequenceNr) {
    lastSequenceNr = usedSequenceNr;
  }
}
