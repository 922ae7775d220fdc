/**
 * The members of the cluster as Pekko sees them, and who they are to Tukki: node ids, directories,
 * where replicas are reached, and who is certainly dead.
 *
 * <p>Nothing here decides who may write: membership nominates, logs decide. No topics, no
 * partitions. Start reading at {@link io.tukki.actors.membership.Neighbours}.
 */
@NullMarked
package io.tukki.actors.membership;

import org.jspecify.annotations.NullMarked;
