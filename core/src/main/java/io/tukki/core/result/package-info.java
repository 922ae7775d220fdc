/**
 * Expected refusals as values. Whatever a client can cause by asking wrongly or at the wrong moment
 * is a {@link io.tukki.core.result.Refusal}; exceptions are left for bugs and for broken hardware.
 *
 * <p>Each door translates refusals in one place: to Kafka error codes, to problem+json. Nothing
 * here knows either.
 */
@NullMarked
package io.tukki.core.result;

import org.jspecify.annotations.NullMarked;
