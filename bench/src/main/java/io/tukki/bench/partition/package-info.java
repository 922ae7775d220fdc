/**
 * A load tool for one partition: appends through the whole actor path into the real log, and beside
 * it what the journal and the bare file can do on the same machine at the same moment.
 *
 * <p>Start reading at {@link io.tukki.bench.partition.PartitionLoad}.
 */
@NullMarked
package io.tukki.bench.partition;

import org.jspecify.annotations.NullMarked;
