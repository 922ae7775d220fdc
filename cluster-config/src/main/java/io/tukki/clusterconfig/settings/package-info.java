/**
 * A node's settings: HOCON in, typed records out, once, at start.
 *
 * <p>Layers, the later over the earlier: the reference in {@code reference.conf}, a configuration
 * file, environment variables, what the command line or the embedding application says. Whatever is
 * wrong is said with its key and with what would be right, before anything is started. No threads
 * and no actors live here, and nobody else reads {@code tukki.*} keys.
 *
 * <p>Start reading at {@link io.tukki.clusterconfig.settings.NodeSettings}.
 */
@NullMarked
package io.tukki.clusterconfig.settings;

import org.jspecify.annotations.NullMarked;
