/**
 * One replica of one log, as a value: what it promised, what it holds, whom it follows or leads,
 * and what it does next.
 *
 * <p>{@link io.tukki.persistence.replication.replica.Replica#step} takes one {@link
 * io.tukki.persistence.replication.replica.Input} and the time, and returns the replica that it
 * became together with the {@link io.tukki.persistence.replication.replica.Output}s that its driver
 * carries out. Nothing here may touch a thread, a clock, a file, a socket, randomness, or the order
 * of a hash table: the same inputs give the same outputs, so that a simulation can replay any
 * history. Record bytes never pass through; an entry is a batch's place, checksum and handle.
 *
 * <p>Epochs are {@code int} and offsets {@code long} here, since every batch of every log passes.
 *
 * <p>Start reading at {@link io.tukki.persistence.replication.replica.Role}, which draws the
 * states, then at {@code Turn}. Why it is as it is: {@code
 * docs/decisions/0005-replication-core.md}.
 */
@NullMarked
package io.tukki.persistence.replication.replica;

import org.jspecify.annotations.NullMarked;
