/**
 * Ids, record batches, state machines, decisions and the ports that the other modules implement.
 *
 * <p>No Pekko, no I/O, no threads and no clock: time is an argument.
 */
@NullMarked
package io.tukki.core;

import org.jspecify.annotations.NullMarked;
