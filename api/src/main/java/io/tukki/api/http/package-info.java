/**
 * The HTTP door: produce, consume, administer, stream, watch.
 *
 * <p>Here it is put together; each resource has a sub-package of its own, the route table is in
 * {@code route}, the JSON in {@code json}, what goes wrong in {@code problem}. No rules of the log
 * live in any of them, and no wire shape leaves them. Nothing blocks on the default dispatcher.
 *
 * <p>Start reading at {@link io.tukki.api.http.HttpDoor}.
 */
@NullMarked
package io.tukki.api.http;

import org.jspecify.annotations.NullMarked;
