/**
 * A log on disk: record batches of format v2 back to back in segment files, sparse indexes beside
 * them, recovery after crashes, retention. Everything durable in Tukki is such a log.
 *
 * <p>Here live files and what must be known of them. Here may not be: Pekko, threads, clocks (the
 * time comes in as an argument), randomness, replication, and what the records mean. The disk is
 * reached through the {@link io.tukki.persistence.log.Storage} port alone, so that tests can let it
 * fail in every way.
 *
 * <p>Threading: one writer at a time per log; any number of readers beside it; one thread that
 * flushes beside both. Each class says how it keeps to that.
 *
 * <p>Start reading at {@link io.tukki.persistence.log.Log}, then {@code Segment} and {@code
 * Recovery}. Why it is built this way: {@code docs/decisions/0002-log-format.md}.
 */
@NullMarked
package io.tukki.persistence.log;

import org.jspecify.annotations.NullMarked;
