/**
 * The log against the bare file channel, in the same run: what its bookkeeping costs.
 *
 * <p>Start reading at {@link io.tukki.bench.log.AppendBenchmark}.
 */
@NullMarked
package io.tukki.bench.log;

import org.jspecify.annotations.NullMarked;
