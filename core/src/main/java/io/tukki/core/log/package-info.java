/**
 * The ports through which the rest of the node sees partitions' logs: bounds, slices, trimming.
 *
 * <p>Appends are not here: they go through the partition entity's journal alone, so that there is
 * one writer and one order. {@code persistence} implements these ports; the entity, the doors and
 * the retention keeper use them. No Pekko, no files.
 *
 * <p>Start reading at {@link io.tukki.core.log.PartitionLogs}.
 */
@NullMarked
package io.tukki.core.log;

import org.jspecify.annotations.NullMarked;
