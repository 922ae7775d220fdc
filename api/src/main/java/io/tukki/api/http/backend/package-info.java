/**
 * What every resource of the door needs of what lies behind it: the broker, an executor that may
 * block, a clock, streams.
 *
 * <p>No HTTP in here but for the refusals' way out. Immutable.
 *
 * <p>Start reading at {@link io.tukki.api.http.backend.Backend}.
 */
@NullMarked
package io.tukki.api.http.backend;

import org.jspecify.annotations.NullMarked;
