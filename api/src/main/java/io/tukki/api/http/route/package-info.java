/**
 * The route table: operations as data, matching, typed parameters, answers. What is dispatched and
 * what {@code /openapi.json} describes is the same table.
 *
 * <p>Knows no resource and no broker. Everything but a {@link io.tukki.api.http.route.Call} is
 * immutable; a call belongs to its request.
 *
 * <p>Start reading at {@link io.tukki.api.http.route.Operation}, then {@link
 * io.tukki.api.http.route.Router}.
 */
@NullMarked
package io.tukki.api.http.route;

import org.jspecify.annotations.NullMarked;
