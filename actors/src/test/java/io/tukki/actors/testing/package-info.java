/** What the actors' tests share: small real nodes, and a journal that outlives them. */
@NullMarked
package io.tukki.actors.testing;

import org.jspecify.annotations.NullMarked;
