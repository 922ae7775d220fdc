/**
 * What the node counts, for Prometheus: a broker that counts what passes through it, whichever door
 * it came by, and the JVM.
 *
 * <p>Everything is recorded in a registry that is handed in; there is no static state. What the
 * doors themselves count lives with them. Thread-safe, and cheap enough for every request; nothing
 * is counted per record.
 *
 * <p>Start reading at {@link io.tukki.api.metrics.MeteredBroker}.
 */
@NullMarked
package io.tukki.api.metrics;

import org.jspecify.annotations.NullMarked;
