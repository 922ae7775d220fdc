package io.tukki.api.http.route;

import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.problem.ProblemException;
import java.util.Optional;

/**
 * A parameter of an operation.
 *
 * @param fallback what it is where it is not given; described as its default
 * @param fallbackText the same as the client would have written it
 */
public record Parameter<T>(
    In in,
    String name,
    String description,
    Values<T> values,
    Optional<T> fallback,
    String fallbackText,
    boolean required,
    boolean repeatable) {

  /** Where a parameter stands in the request. */
  public enum In {
    path,
    query,
    header
  }

  public static <T> Parameter<T> path(String name, Values<T> values, String description) {
    return new Parameter<>(In.path, name, description, values, Optional.empty(), "", true, false);
  }

  public static <T> Parameter<T> query(String name, Values<T> values, String description) {
    return new Parameter<>(In.query, name, description, values, Optional.empty(), "", false, false);
  }

  public static <T> Parameter<T> header(String name, Values<T> values, String description) {
    return new Parameter<>(
        In.header, name, description, values, Optional.empty(), "", false, false);
  }

  /**
   * @param text as a client would write it, which also is how it is described
   */
  public Parameter<T> orElse(String text) {
    return new Parameter<>(
        in,
        name,
        description,
        values,
        Optional.of(values.parse().apply(text)),
        text,
        false,
        repeatable);
  }

  public Parameter<T> demanded() {
    return new Parameter<>(in, name, description, values, fallback, fallbackText, true, repeatable);
  }

  public Parameter<T> repeated() {
    return new Parameter<>(in, name, description, values, fallback, fallbackText, required, true);
  }

  /**
   * @throws ProblemException where the text is no such value
   */
  T parse(String text) {
    try {
      return values.parse().apply(text);
    } catch (IllegalArgumentException e) {
      throw Problem.of(
              ProblemCode.INVALID_PARAMETER,
              "The parameter '%s' %s.".formatted(name, e.getMessage()))
          .asException();
    }
  }
}
