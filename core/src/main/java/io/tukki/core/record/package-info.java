/**
 * Record batches: Kafka's message format v2 (magic 2) as a view over bytes.
 *
 * <p>A batch is stored, replicated and served byte for byte as its producer sent it. Whoever only
 * moves batches reads headers and never looks inside; only clients and doors that speak in single
 * records build and iterate them. No files, no clock, no threads live here.
 *
 * <p>Start reading at {@link io.tukki.core.record.RecordBatch}; {@link
 * io.tukki.core.record.RecordBatchBuilder} makes one, {@link io.tukki.core.record.RecordIterator}
 * takes one apart, {@link io.tukki.core.record.RecordBatches} finds them in a stretch of a log.
 */
@NullMarked
package io.tukki.core.record;

import org.jspecify.annotations.NullMarked;
