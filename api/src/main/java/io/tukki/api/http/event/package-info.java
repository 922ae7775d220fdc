/**
 * A topic as Server-Sent Events: its records as they come, with an id that says where every
 * partition stands, so that a client that lost its connection goes on exactly there.
 *
 * <p>Nothing is kept for a client but its connection. Fetches run one ahead of the client at most,
 * for each partition; slices are taken apart on the door's I/O executor.
 *
 * <p>Start reading at {@link io.tukki.api.http.event.StreamResource}.
 */
@NullMarked
package io.tukki.api.http.event;

import org.jspecify.annotations.NullMarked;
