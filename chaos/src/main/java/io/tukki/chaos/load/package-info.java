/**
 * The clients: producers and readers that write down what they did and saw.
 *
 * <p>They judge nothing and give up on nothing while they run. They know of the nodes only where
 * they are. A producer never sends a value twice: whether a send of unknown outcome was stored is
 * for readers to find out.
 */
@NullMarked
package io.tukki.chaos.load;

import org.jspecify.annotations.NullMarked;
