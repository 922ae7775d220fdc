package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.record.RecordBatch;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A leadership over a {@link DrivenLog}. Over as soon as the log knows another, or none. */
final class Reign implements Leadership {

  private final ReplicaDriver driver;
  private final LeaderEpoch epoch;
  private final long firstOffset;
  private final long firstOrdinal;

  /** Set when an append was turned away: those queued before it are written, none behind it. */
  private volatile boolean closed;

  Reign(ReplicaDriver driver, LeaderEpoch epoch, long firstOffset, long firstOrdinal) {
    this.driver = driver;
    this.epoch = epoch;
    this.firstOffset = firstOffset;
    this.firstOrdinal = firstOrdinal;
  }

  @Override
  public LeaderEpoch epoch() {
    return epoch;
  }

  @Override
  public long firstOffset() {
    return firstOffset;
  }

  @Override
  public long firstOrdinal() {
    return firstOrdinal;
  }

  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public CompletionStage<Appended> append(List<RecordBatch> batches, Durability durability) {
    return driver.append(this, batches, durability);
  }
}
