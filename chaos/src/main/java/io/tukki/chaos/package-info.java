/**
 * How Tukki is tested as a whole: real nodes under load, with faults, and a checker of what clients
 * saw.
 *
 * <p>{@code history} is what clients write down, {@code check} judges it and knows nothing else;
 * {@code cluster} runs nodes, {@code fault} hurts and heals them, {@code load} is the clients,
 * {@code run} puts them together. Nothing here is shipped, and nothing of the product knows it.
 *
 * <p>Threads are virtual ones and calls block: a test driver reads best from top to bottom.
 */
@NullMarked
package io.tukki.chaos;

import org.jspecify.annotations.NullMarked;
