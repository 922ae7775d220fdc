/** What the people who run a cluster do to it: through HTTP, as they would. */
@NullMarked
package io.tukki.chaos.operate;

import org.jspecify.annotations.NullMarked;
