/**
 * The cluster over HTTP: how it fares, and where its data lies: draining, replacing, moving.
 *
 * <p>What is allowed is decided by the controller; how nodes fare, they say themselves, and who
 * does not answer in time is unknown. Handlers never block.
 *
 * <p>Start reading at {@link io.tukki.api.http.cluster.ClusterResource}.
 */
@NullMarked
package io.tukki.api.http.cluster;

import org.jspecify.annotations.NullMarked;
