/**
 * The Java API: sources, flows and sinks with back-pressure, and their settings.
 *
 * <p>{@code producer} writes, {@code consumer} reads, {@code serialization} turns values into bytes
 * and back; here lies what they share. Knows neither the log on disk nor the other doors:
 * everything goes through {@link io.tukki.actors.Broker}.
 *
 * <p>Start reading at {@link io.tukki.streams.producer.Producer} and {@link
 * io.tukki.streams.consumer.Consumer}.
 */
@NullMarked
package io.tukki.streams;

import org.jspecify.annotations.NullMarked;
