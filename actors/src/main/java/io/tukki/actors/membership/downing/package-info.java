/**
 * Who is put out of the cluster when members do not reach each other: a rule over the links that
 * are known to be broken, and the actor that applies it.
 *
 * <p>Availability alone depends on this; who may write is decided by the logs. No topics, no
 * partitions. Start reading at {@link io.tukki.actors.membership.downing.Sight}.
 */
@NullMarked
package io.tukki.actors.membership.downing;

import org.jspecify.annotations.NullMarked;
