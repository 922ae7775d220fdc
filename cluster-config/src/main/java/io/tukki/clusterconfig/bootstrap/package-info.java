/**
 * Wires a node: data directory, actor system, controller, partitions, doors; starts it, waits until
 * it serves, stops it in the right order.
 *
 * <p>Everything that has a lifetime is made here and nowhere else. No rule lives here, and no
 * option of the command line. {@link io.tukki.clusterconfig.bootstrap.TukkiNode} is what an
 * application embeds. Starting and stopping block the caller; they are not for Pekko's threads.
 *
 * <p>Start reading at {@link io.tukki.clusterconfig.bootstrap.TukkiNode}.
 */
@NullMarked
package io.tukki.clusterconfig.bootstrap;

import org.jspecify.annotations.NullMarked;
