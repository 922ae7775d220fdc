package io.tukki.actors.partition;

import io.tukki.core.log.LogOfflineException;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import java.util.Optional;

/** What to tell those who wait when the storage fails. */
final class Refusals {

  private Refusals() {}

  /** The refusal that the storage meant, wherever Pekko has wrapped it. */
  static Refusal of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case RefusedException refused -> {
          return refused.refusal();
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

  /** Some of the replicas may have the batch, and whoever leads next may find it there. */
  static Refusal leaderLost() {
    return new Refusal.OutcomeUnknown(
        "The partition's leader was replaced; whether the batch was stored is not known.");
  }

  static Refusal replaced() {
    return new Refusal.NotLeader("Another leader writes this partition now.");
  }

  static Refusal droppedUnwritten(Optional<Refusal> why) {
    return new Refusal.TimedOut(
        why.map(known -> "The batch was not stored in time: " + known.message())
            .orElse("The batch waited too long and was not stored."));
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
