/**
 * How the node's own messages and events become bytes: one Jackson module that knows the house's
 * conventions, so that {@code core} needs no annotations.
 *
 * <p>Sealed interfaces of records are written as {@code {"<record's simple name>": {...}}}, ids as
 * what people type. The configuration that binds types to it is in {@code reference.conf}. Record
 * batches do not come here on their way to disk: the journal passes their bytes through.
 * Thread-safe.
 *
 * <p>Start reading at {@link io.tukki.actors.serialization.TukkiModule}.
 */
@NullMarked
package io.tukki.actors.serialization;

import org.jspecify.annotations.NullMarked;
