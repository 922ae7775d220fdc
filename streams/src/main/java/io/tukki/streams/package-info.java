/**
 * The Java API: sources, flows and sinks with back-pressure, and their settings.
 *
 * <p>Knows neither the log on disk nor the other doors.
 */
@NullMarked
package io.tukki.streams;

import org.jspecify.annotations.NullMarked;
