package io.tukki.streams.producer;

import io.tukki.streams.producer.ProducerIds.ProducerIdentity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How an idempotent producer counts on one partition. */
final class LaneNumbers {

  private @Nullable ProducerIdentity identity;

  /** The number that the partition expects once everything that was sent is stored. */
  private int next;

  /** The number behind what is known to be stored. */
  private int storedUpTo;

  private boolean proven;

  boolean haveIdentity() {
    return identity != null;
  }

  void use(ProducerIdentity newIdentity) {
    identity = newIdentity;
    next = 0;
    storedUpTo = 0;
  }

  /** The count is lost: nothing more can be numbered until there is a new identity. */
  void loseCount() {
    identity = null;
    proven = false;
  }

  /**
   * Whether the partition has stored something in this order since the last trouble. Until then it
   * would take whatever number comes first, so one batch at a time is sent.
   */
  boolean areProven() {
    return proven;
  }

  void doubt() {
    proven = false;
  }

  /** The numbers for a batch of so many records; empty where there is no identity yet. */
  Optional<Numbering> take(int recordCount) {
    if (identity == null) {
      return Optional.empty();
    }
    Numbering numbering = new Numbering(identity, next);
    next = numbering.next(recordCount);
    return Optional.of(numbering);
  }

  /** A batch with these numbers is stored. */
  void stored(Numbering numbering, int recordCount) {
    if (!numbering.identity().equals(identity)) {
      return;
    }
    proven = true;
    int end = numbering.next(recordCount);
    if (Numbering.isAfter(end, storedUpTo)) {
      storedUpTo = end;
    }
    if (Numbering.isAfter(end, next)) {
      next = end;
    }
  }

  /** Nothing is under way, and what was sent and not stored will be numbered anew. */
  void rewind() {
    next = storedUpTo;
  }
}
