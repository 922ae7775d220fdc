/**
 * Each node's copy of the cluster's metadata: the actor that follows the controller, and the face
 * that every other thread reads.
 *
 * <p>The image is a volatile value that only the actor replaces, always by a later one. No rules
 * and no changes here; what the cluster knows is the controller's, and arrives as versioned deltas
 * or, after a gap, as a whole.
 *
 * <p>Start reading at {@link io.tukki.actors.metadata.MetadataCache}.
 */
@NullMarked
package io.tukki.actors.metadata;

import org.jspecify.annotations.NullMarked;
