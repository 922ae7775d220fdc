/**
 * How processes that have just started find each other and agree on who begins the Pekko cluster,
 * and how two clusters of the same nodes, should there ever be two, become one again.
 *
 * <p>{@link io.tukki.actors.membership.meeting.Parley} holds the rules and knows no actors, sockets
 * or clocks; {@link io.tukki.actors.membership.meeting.Meeting} is its shell. Nothing here decides
 * who may write. The reasons are in decision 8. Start reading at {@code Parley}.
 */
@NullMarked
package io.tukki.actors.membership.meeting;

import org.jspecify.annotations.NullMarked;
