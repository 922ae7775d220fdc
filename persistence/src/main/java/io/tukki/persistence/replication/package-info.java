/**
 * Who may write a log, and when a write counts: leadership, epochs, durability, the high watermark.
 *
 * <p>{@link io.tukki.persistence.replication.ReplicatedLog} is the seam. Behind it stands {@code
 * DrivenLog}: a log and this node's replica of it, run by {@code ReplicaDriver} by the rules in
 * {@code replica}. A log with one replica is a case like any other. No Pekko, no serialization of
 * events, no rules of partitions: batches come in placed and leave as they are.
 *
 * <p>Threads: whatever changes a log runs on its {@link io.tukki.persistence.replication.Lane}, one
 * task at a time, on the few I/O threads of the {@link io.tukki.persistence.replication.LogStore}.
 * Readers use any thread that may block. Bounds are volatile and free.
 *
 * <p>Start reading at {@link io.tukki.persistence.replication.ReplicatedLog}, then {@link
 * io.tukki.persistence.replication.LogStore}.
 */
@NullMarked
package io.tukki.persistence.replication;

import org.jspecify.annotations.NullMarked;
