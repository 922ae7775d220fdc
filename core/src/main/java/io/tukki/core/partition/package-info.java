/**
 * What a partition is and decides: its state, the check of an append, idempotent producers, and
 * which partition a record belongs to.
 *
 * <p>Pure: the time is an argument, effects are return values; no actors, clocks, files or threads.
 * A decision returns the batches to persist and the answers to give; state changes only when the
 * persisted batches are applied.
 *
 * <p>Start reading at {@link io.tukki.core.partition.PartitionState}; {@link
 * io.tukki.core.partition.Admission} is what an append must pass before it gets there.
 */
@NullMarked
package io.tukki.core.partition;

import org.jspecify.annotations.NullMarked;
