/**
 * The log on disk, its replication, and the Pekko Persistence journal and snapshot plugins over it.
 *
 * <p>Knows {@code io.tukki.core} and nothing else of ours.
 */
@NullMarked
package io.tukki.persistence;

import org.jspecify.annotations.NullMarked;
