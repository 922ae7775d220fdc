/** A broker in memory, for tests of the door: real decisions about topics, lists for logs. */
@NullMarked
package io.tukki.api.http.fake;

import org.jspecify.annotations.NullMarked;
