/**
 * From node to node: what callers ask of partitions that another node leads.
 *
 * <p>{@link io.tukki.actors.partition.remote.PartitionClient} gives each other node the face of
 * {@link io.tukki.actors.Partitions}; {@link io.tukki.actors.partition.remote.PartitionServer}
 * carries out there what arrives, on partitions led there and no others. Between them lie actor
 * messages over Artery, in the layout of {@link io.tukki.actors.partition.remote.WireSerializer},
 * where the bytes of batches pass as they are. Requests from one thread arrive in the order in
 * which they were sent; nothing is sent twice. What to do when a partition has moved is the
 * caller's affair: no routes here, no sharding, no retries.
 *
 * <p>Requests are sent on the caller's thread. The actors run on {@code tukki.partition.dispatcher}
 * and never block; files are read on {@code tukki.partition.io-dispatcher}. Start reading at {@link
 * io.tukki.actors.partition.remote.Question}.
 */
@NullMarked
package io.tukki.actors.partition.remote;

import org.jspecify.annotations.NullMarked;
