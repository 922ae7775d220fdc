/**
 * Benchmarks: microbenchmarks here, load tools in the sub-packages.
 *
 * <p>Nothing depends on this.
 */
@NullMarked
package io.tukki.bench;

import org.jspecify.annotations.NullMarked;
