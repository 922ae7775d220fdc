/**
 * Identities: one small record each, compared by value, printed the way people type them.
 *
 * <p>Nothing here validates against the cluster's state and nothing here knows a clock. In hot
 * loops offsets travel as plain {@code long}s instead.
 *
 * <p>Start reading at {@link io.tukki.core.id.PartitionId}.
 */
@NullMarked
package io.tukki.core.id;

import org.jspecify.annotations.NullMarked;
