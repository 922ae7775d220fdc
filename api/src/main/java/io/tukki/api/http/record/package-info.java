/**
 * Records over HTTP: storing them from JSON, from NDJSON of any length and from raw bodies; reading
 * and deleting them.
 *
 * <p>Here records exist one by one, because JSON has them one by one; what is done per record is
 * kept to parsing, encoding into a batch, and writing. No rules of the log live here. Handlers run
 * on the default dispatcher and never block; whatever reads a slice of a log runs on the door's I/O
 * executor.
 *
 * <p>Start reading at {@link io.tukki.api.http.record.ProduceResource} and {@link
 * io.tukki.api.http.record.ReadResource}.
 */
@NullMarked
package io.tukki.api.http.record;

import org.jspecify.annotations.NullMarked;
