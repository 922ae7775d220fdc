/**
 * What this door's JSON looks like: one record for each document, the one mapper, schemas read off
 * those records, bytes as JSON values.
 *
 * <p>Shapes only: turning them into requests of the broker is the resources' work. Components that
 * may be absent are nullable, because absence is a thing of the wire; they become options at once
 * behind it. Everything is immutable and thread-safe.
 *
 * <p>Start reading at {@link io.tukki.api.http.json.Shapes}.
 */
@NullMarked
package io.tukki.api.http.json;

import org.jspecify.annotations.NullMarked;
