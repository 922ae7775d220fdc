/**
 * Nodes as processes of their own, the network between them and the disks under them.
 *
 * <p>Everything here acts on the machine: processes, network namespaces, mounts. Whatever is made
 * is closed again, also when the run is interrupted; nothing is looked for by name, so that other
 * things on the machine are left alone. Start reading at {@link io.tukki.chaos.cluster.Cluster}.
 */
@NullMarked
package io.tukki.chaos.cluster;

import org.jspecify.annotations.NullMarked;
