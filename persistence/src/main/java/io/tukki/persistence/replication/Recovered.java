package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogOfflineException;
import io.tukki.core.log.LogSlice;
import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.log.Log;
import io.tukki.persistence.log.LogHistory;
import io.tukki.persistence.log.LogPlace;
import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.ConfigurationHistory;
import io.tukki.persistence.replication.replica.DurableState;
import io.tukki.persistence.replication.replica.EpochTable;
import io.tukki.persistence.replication.replica.LogStart;
import io.tukki.persistence.replication.replica.RecoveredLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a replica begins with: its state, and its log as it lies on disk.
 *
 * @param state saved, or what a replica that never said anything starts from
 */
record Recovered(DurableState state, RecoveredLog log) {

  static final long UNDAMAGED = Long.MAX_VALUE;

  static Recovered of(Log log, Optional<DurableState> saved, String boot, long soundEnd)
      throws IOException {
    DurableState state = saved.orElseGet(() -> unsaved(log, boot));
    LogPlace start = log.firstPlace();
    RecoveredLog recovered =
        new RecoveredLog(
            new LogStart(start.offset(), start.ordinal()),
            log.endOffset(),
            log.nextOrdinal(),
            epochs(log.history()),
            new ConfigurationHistory(
                state.configuration(), configurations(log, start.offset(), soundEnd)),
            log.recoveryPoint(),
            soundEnd);
    return new Recovered(state, recovered);
  }

  /** Of a log that holds nothing yet; the first promise saves its voters too. */
  static Recovered beginning(DurableState promised, List<ReplicaId> voters) {
    Configuration configuration = Configuration.of(voters);
    return new Recovered(
        new DurableState(
            promised.promisedEpoch(),
            promised.acceptedEpoch(),
            configuration,
            promised.trustedBoot()),
        RecoveredLog.empty(configuration));
  }

  /**
   * Nothing is written before a promise is kept, and the logs of older versions were taken over
   * when the directory was: where there is something, its promises are lost, and who else has it.
   */
  private static DurableState unsaved(Log log, String boot) {
    if (log.endOffset() > 0) {
      throw new LogOfflineException(
          "The log holds records up to offset %d, but what its replica promised to others is lost. Remove this replica from the log, or delete it here and let another one take its place."
              .formatted(log.endOffset()));
    }
    return DurableState.fresh(Configuration.UNKNOWN, boot);
  }

  private static EpochTable epochs(LogHistory history) {
    return new EpochTable(
        history.epochs().stream()
            .map(start -> new EpochTable.Span(start.epoch(), start.offset()))
            .toList());
  }

  private static List<ConfigurationHistory.Placed> configurations(
      Log log, long startOffset, long soundEnd) throws IOException {
    List<ConfigurationHistory.Placed> placed = new ArrayList<>();
    for (long offset : log.history().controls()) {
      if (offset >= startOffset && offset < soundEnd) {
        configurationAt(log, offset)
            .ifPresent(
                configuration ->
                    placed.add(new ConfigurationHistory.Placed(offset, configuration)));
      }
    }
    return placed;
  }

  private static Optional<Configuration> configurationAt(Log log, long offset) throws IOException {
    try (LogSlice slice = log.read(offset, 1, Long.MAX_VALUE).orThrow()) {
      RecordBatch batch = RecordBatch.wrap(slice.toByteBuffer());
      if (!batch.crcHolds()) {
        throw new LogOfflineException(
            "The log is damaged at offset %d, where its replicas are named.".formatted(offset));
      }
      return ConfigurationBatch.decode(batch);
    }
  }

  /** Whether nobody else holds this log: then all that is here is committed. */
  boolean isHeldAloneBy(ReplicaId self) {
    Configuration inForce = log.configurations().latest();
    return log.soundEnd() == UNDAMAGED
        && !inForce.isJoint()
        && inForce.voters().equals(List.of(self));
  }
}
