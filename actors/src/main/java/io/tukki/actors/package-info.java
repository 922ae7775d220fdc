/**
 * What the doors (Java API, HTTP, Kafka protocol) call: the broker's face, whichever node does the
 * work.
 *
 * <p>Interfaces and their requests only; the actors behind them live in the sub-packages, one Pekko
 * shell each: commands in, decisions of {@code core} out as effects. No rules, no wire formats.
 *
 * <p>Start reading at {@link io.tukki.actors.Broker}.
 */
@NullMarked
package io.tukki.actors;

import org.jspecify.annotations.NullMarked;
