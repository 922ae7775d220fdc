/**
 * Reading: whole batches fetched ahead within bounds, records emitted one by one.
 *
 * <p>{@link io.tukki.streams.consumer.PartitionReader} holds the rules for one partition, plain
 * single-threaded Java without effects; {@code ConsumerLogic} is the stream stage around them.
 * Which partitions are read, and from where, is a {@link io.tukki.streams.consumer.Subscription}:
 * the place where consumer groups will come in as one more case. What is emitted is made by an
 * {@code Emission}: the place where records that can be committed will come in.
 *
 * <p>Start reading at {@link io.tukki.streams.consumer.Consumer}.
 */
@NullMarked
package io.tukki.streams.consumer;

import org.jspecify.annotations.NullMarked;
