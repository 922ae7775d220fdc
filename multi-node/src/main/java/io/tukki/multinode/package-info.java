/**
 * Tests of several nodes, each in a JVM of its own, with Pekko's multi-node TestKit and JUnit 5.
 *
 * <p>The JVM of JUnit is the first role, {@code driver}: it runs the test's story from top to
 * bottom, is the TestKit's conductor, and is itself no node. Each other role is a {@link
 * io.tukki.multinode.NodeMain}: it starts a node, meets the driver at a barrier, and does what the
 * conductor says (blackhole, shut down and come back, exit). A failing start is told to the test.
 *
 * <p>What clients saw is written down and judged by the checker of {@code io.tukki.chaos}. Start
 * reading at {@link io.tukki.multinode.ThreeNodesIT}.
 */
@NullMarked
package io.tukki.multinode;

import org.jspecify.annotations.NullMarked;
