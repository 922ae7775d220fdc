/**
 * Writing: records into batches, batches to the leaders of their partitions, results back.
 *
 * <p>{@link io.tukki.streams.producer.RecordAccumulator} and what it is made of ({@code Lane},
 * {@code OutgoingBatch}) hold the rules of batching, order and retries. They are plain
 * single-threaded Java: they neither send nor know the time, so that tests drive them through any
 * course of events. Two thin shells run them: a stream stage and a one-shot send.
 *
 * <p>Start reading at {@link io.tukki.streams.producer.Producer}.
 */
@NullMarked
package io.tukki.streams.producer;

import org.jspecify.annotations.NullMarked;
