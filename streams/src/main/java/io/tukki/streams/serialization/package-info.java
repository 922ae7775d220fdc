/**
 * Keys and values as bytes and back. Pure functions without state, called from any thread; no
 * streams, no broker.
 *
 * <p>Start reading at {@link io.tukki.streams.serialization.Serdes}.
 */
@NullMarked
package io.tukki.streams.serialization;

import org.jspecify.annotations.NullMarked;
