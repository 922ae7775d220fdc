/** Benchmarks of building, reading and checking record batches. */
@NullMarked
package io.tukki.bench.record;

import org.jspecify.annotations.NullMarked;
