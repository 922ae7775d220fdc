/**
 * What can go wrong at the HTTP door, as RFC 9457 {@code application/problem+json}: the stable
 * codes, the one translation of the domain's refusals, the exception that carries a problem out of
 * a handler.
 *
 * <p>Knows no route and no resource. Everything is immutable.
 *
 * <p>Start reading at {@link io.tukki.api.http.problem.ProblemCode}.
 */
@NullMarked
package io.tukki.api.http.problem;

import org.jspecify.annotations.NullMarked;
