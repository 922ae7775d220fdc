package io.tukki.persistence.replication;

import io.tukki.core.log.PartitionLog;
import io.tukki.persistence.log.HeaderVisitor;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * A log as its writer sees it, replicated or not, and all that its local readers see.
 *
 * <p>Batches are counted: the n-th batch ever appended has the ordinal n, from 1, whatever was
 * deleted since.
 */
public interface ReplicatedLog extends PartitionLog {

  /** The persistence id of the entity that writes this log. */
  String persistenceId();

  /** The ordinal that the next batch gets. A volatile read. */
  long nextOrdinal();

  /**
   * Becomes the log's one writer: waits for the appends under way, ends every earlier reign, takes
   * a higher epoch that is durable before this completes, and brings the local log up to date.
   * Completes exceptionally with {@link io.tukki.core.log.LogOfflineException} where the log cannot
   * be written. Does not block.
   */
  CompletionStage<Leadership> lead();

  /**
   * Visits the headers of the committed batches with ordinals {@code from} to {@code to}, both
   * included, in order, until the visitor has enough. Where {@code from} is deleted it starts at
   * the first batch that is there. Reads the disk; call it where blocking is allowed.
   */
  void visitHeaders(long from, long to, HeaderVisitor visitor) throws IOException;

  /**
   * What was read at this offset cannot be what was written. The log looks again, and where that is
   * so has itself repaired from another node. Any thread; does not block.
   */
  void suspect(long offset);

  /**
   * The offset behind the batch with this ordinal, by which {@link #deleteRecordsBefore} can cut.
   * Empty where that batch is deleted already. Reads the disk.
   */
  OptionalLong offsetBehind(long ordinal) throws IOException;
}
