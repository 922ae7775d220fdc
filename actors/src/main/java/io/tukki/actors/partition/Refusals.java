package io.tukki.actors.partition;

import io.tukki.core.log.LogOfflineException;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;

/** What to tell those who wait when the storage fails. */
final class Refusals {

  private Refusals() {}

  /** The refusal that the storage meant, wherever Pekko has wrapped it. */
  static Refusal of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case RefusedException refused -> {
          return translate(refused.refusal());
        }
        case LogOfflineException offline -> {
          return new Refusal.LogOffline(String.valueOf(offline.getMessage()));
        }
        default -> {}
      }
    }
    return new Refusal.TimedOut(
        "The partition's storage failed (%s); whether the batch was stored is not known."
            .formatted(rootOf(failure)));
  }

  /** To the storage, being fenced is about its own epoch; to a producer, the leader has moved. */
  private static Refusal translate(Refusal refusal) {
    return refusal instanceof Refusal.FencedLeaderEpoch
        ? new Refusal.NotLeader("Another leader writes this partition now.")
        : refusal;
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  static Refusal timedOut() {
    return new Refusal.TimedOut(
        "The partition did not answer in time; whether the batch was stored is not known.");
  }

  static Refusal unknownOutcome() {
    return new Refusal.OutcomeUnknown(
        "The partition was stopped or moved; whether the batch was stored is not known.");
  }

  /**
   * What the end of a reign means for what it was just writing: some of the replicas may have it,
   * and whoever leads next may find it there.
   */
  static Refusal ofRoundUnderWay(Refusal refusal) {
    return refusal instanceof Refusal.NotLeader || refusal instanceof Refusal.NotReady
        ? new Refusal.OutcomeUnknown(
            "The partition's leader was replaced; whether the batch was stored is not known.")
        : refusal;
  }

  static Refusal droppedUnwritten() {
    return new Refusal.TimedOut("The batch waited too long and was not stored.");
  }

  static Refusal stopping() {
    return new Refusal.NotReady("The partition is being stopped or moved; ask again.");
  }

  static Refusal tooManyAppends(PartitionSettings.Appends bounds) {
    return new Refusal.Overloaded(
        "%d appends or %d bytes wait at this partition already."
            .formatted(bounds.maxWaiting(), bounds.maxWaitingBytes()));
  }

  static Refusal tooManyFetches(int maxWaiting) {
    return new Refusal.Overloaded(
        "%d fetches wait for data of this partition already.".formatted(maxWaiting));
  }
}
