/**
 * What the cluster knows of itself: topics, configurations, nodes, where shards are placed; and the
 * controller's decisions about them.
 *
 * <p>{@link io.tukki.core.cluster.ClusterImage} is immutable and every node holds one; {@link
 * io.tukki.core.cluster.ClusterEvent}s, in order, turn one version into the next. Pure: no actors,
 * no clock, no randomness that is not an argument.
 */
@NullMarked
package io.tukki.core.cluster;

import org.jspecify.annotations.NullMarked;
