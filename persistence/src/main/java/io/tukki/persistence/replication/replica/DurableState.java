package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;

/**
 * What a replica must never forget. Synced to disk, whatever the log's own flush policy, before any
 * answer that depends on it leaves.
 *
 * @param promisedEpoch nothing lower is ever obeyed again
 * @param acceptedEpoch the last epoch whose leader's log this replica took over in full
 * @param configuration in force at the log's start
 * @param trustedBoot the machine's boot during which the log's unsynced tail was written; under
 *     another boot that tail may be gone; {@link #ANY_BOOT} where nothing counted before it was
 *     synced
 */
public record DurableState(
    int promisedEpoch, int acceptedEpoch, Configuration configuration, String trustedBoot) {

  /** What counts of this log was synced: no boot takes it away. */
  public static final String ANY_BOOT = "*";

  /** Under no boot is this log complete: something was cut from its middle. */
  private static final String NO_BOOT = "";

  public static DurableState fresh(Configuration configuration, String boot) {
    return new DurableState(EpochTable.NO_EPOCH, EpochTable.NO_EPOCH, configuration, boot);
  }

  /** Whether the log lacks something whatever the machine did. */
  boolean isDistrusted() {
    return trustedBoot.equals(NO_BOOT);
  }

  /** What a driver stores when the machine was shut down in good order, everything synced. */
  public DurableState carriedOver(String oldBoot, String newBoot) {
    return trustedBoot.equals(oldBoot)
        ? new DurableState(promisedEpoch, acceptedEpoch, configuration, newBoot)
        : this;
  }

  /** Whether all that this replica ever vouched for is in its log, as far as boots go. */
  boolean isTrustedUnder(String boot) {
    return acceptedEpoch == EpochTable.NO_EPOCH
        || trustedBoot.equals(ANY_BOOT)
        || trustedBoot.equals(boot);
  }

  /**
   * What remains of a replica that was removed: its promises, and the configuration that removed
   * it. Its log is gone, or about to go, and counts nowhere until a leader has brought another one
   * here.
   */
  DurableState retiredBy(Configuration removing) {
    return new DurableState(promisedEpoch, EpochTable.NO_EPOCH, removing, NO_BOOT);
  }

  /**
   * Whether this is all there is of the replica, so that what lies where its log was is to be
   * deleted. What was copied here since and not accepted goes with it, and counts no more.
   */
  public boolean isTombstoneOf(ReplicaId self) {
    return isDistrusted()
        && acceptedEpoch == EpochTable.NO_EPOCH
        && !configuration.voters().isEmpty()
        && !configuration.members().contains(self);
  }

  DurableState distrusting() {
    return new DurableState(promisedEpoch, acceptedEpoch, configuration, NO_BOOT);
  }

  DurableState promising(int epoch) {
    return new DurableState(epoch, acceptedEpoch, configuration, trustedBoot);
  }

  DurableState accepting(int epoch, String boot) {
    return new DurableState(promisedEpoch, epoch, configuration, boot);
  }

  DurableState startingWith(Configuration base) {
    return new DurableState(promisedEpoch, acceptedEpoch, base, trustedBoot);
  }
}
