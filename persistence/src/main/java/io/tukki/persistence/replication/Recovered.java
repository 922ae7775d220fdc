package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogOfflineException;
import io.tukki.core.log.LogSlice;
import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.log.DamageException;
import io.tukki.persistence.log.Log;
import io.tukki.persistence.log.LogDamage;
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

  private static final long UNDAMAGED = Long.MAX_VALUE;

  static Recovered of(Log log, Optional<DurableState> saved, String boot) throws IOException {
    DurableState state = saved.orElseGet(() -> unsaved(log, boot));
    Optional<LogDamage> damage = log.damage();
    LogPlace start = log.firstPlace();
    RecoveredLog recovered =
        new RecoveredLog(
            new LogStart(start.offset(), start.ordinal()),
            damage.map(LogDamage::endOffset).orElse(log.endOffset()),
            log.nextOrdinal(),
            epochs(log.history()),
            configurations(log, start.offset(), state.configuration()),
            log.recoveryPoint(),
            damage.map(LogDamage::offset).orElse(UNDAMAGED));
    return new Recovered(state, recovered);
  }

  /** Of a log from which this replica was removed. */
  static Recovered retired(DurableState tombstone) {
    return new Recovered(tombstone, RecoveredLog.empty(tombstone.configuration()));
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
    if (log.endOffset() > 0 || log.damage().isPresent()) {
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

  private static ConfigurationHistory configurations(Log log, long startOffset, Configuration base)
      throws IOException {
    List<ConfigurationHistory.Placed> placed = new ArrayList<>();
    for (long offset : log.history().controls()) {
      if (offset >= startOffset) {
        configurationAt(log, offset)
            .ifPresent(
                configuration ->
                    placed.add(new ConfigurationHistory.Placed(offset, configuration)));
      }
    }
    log.damage().ifPresent(damage -> addBehind(damage, base, placed));
    return new ConfigurationHistory(base, placed);
  }

  /**
   * Of what lies behind the damage nothing counts, but who holds the log is known from there. Where
   * not even that can be read nobody is known, and this replica cannot lead until it is told.
   */
  private static void addBehind(
      LogDamage damage, Configuration base, List<ConfigurationHistory.Placed> placed) {
    for (RecordBatch batch : damage.controls()) {
      ConfigurationBatch.decode(batch)
          .ifPresent(
              configuration ->
                  placed.add(new ConfigurationHistory.Placed(batch.baseOffset(), configuration)));
    }
    long lastLost = damage.lostControls().stream().mapToLong(Long::longValue).max().orElse(-1);
    boolean isNewest = placed.isEmpty() || placed.getLast().offset() < lastLost;
    if (lastLost >= 0 && isNewest) {
      long generation = new ConfigurationHistory(base, placed).latest().generation();
      placed.add(
          new ConfigurationHistory.Placed(
              lastLost, new Configuration(generation + 1, List.of(), List.of(), List.of())));
    }
  }

  private static Optional<Configuration> configurationAt(Log log, long offset) throws IOException {
    try (LogSlice slice = log.read(offset, 1, Long.MAX_VALUE).orThrow()) {
      RecordBatch batch = RecordBatch.wrap(slice.toByteBuffer());
      batch.verify();
      return ConfigurationBatch.decode(batch);
    } catch (InvalidBatchException e) {
      DamageException damage = new DamageException(offset, String.valueOf(e.getMessage()));
      throw new LogOfflineException(
          "The log is damaged at offset %d, where its replicas are named.".formatted(offset),
          damage);
    }
  }

  /** Whether this log is damaged and nobody else holds it. */
  boolean isBeyondRepairFor(ReplicaId self) {
    Configuration inForce = log.configurations().latest();
    return log.soundEnd() != UNDAMAGED
        && !inForce.isJoint()
        && inForce.voters().equals(List.of(self));
  }

  /** Whether nobody else holds this log: then all that is here is committed. */
  boolean isHeldAloneBy(ReplicaId self) {
    Configuration inForce = log.configurations().latest();
    return log.soundEnd() == UNDAMAGED
        && !inForce.isJoint()
        && inForce.voters().equals(List.of(self));
  }
}
