/**
 * The Pekko shell of partitions: one sharded entity each, and the face that the doors call.
 *
 * <p>The way of an append: {@link io.tukki.actors.partition.ShardedPartitions} checks it on the
 * caller's thread; the partition's {@link io.tukki.actors.partition.PartitionRoute} hands it to the
 * {@link io.tukki.actors.partition.PartitionFront}, where it waits while a persist is under way;
 * the {@link io.tukki.actors.partition.PartitionWriter}, an event-sourced child, decides and
 * persists all that waited as one. Bytes that are read never pass an actor: a reader asks the log
 * itself, and the front only tells it when to look again.
 *
 * <p>Threads: actors run on {@code tukki.partition.dispatcher} and never block; reads of files run
 * on {@code tukki.partition.io-dispatcher}. No rule lives here (see {@code core.partition}), no
 * wire format, and no file.
 */
@NullMarked
package io.tukki.actors.partition;

import org.jspecify.annotations.NullMarked;
