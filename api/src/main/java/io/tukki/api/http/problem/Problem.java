package io.tukki.api.http.problem;

import java.util.List;
import java.util.Optional;

/**
 * One problem, before it is written.
 *
 * @param detail one or two sentences about this very case, for a person
 * @param retriable whether the same request, unchanged, may succeed later
 * @param place where in the request's text it lies, if it lies in the text
 * @param known what could have been said instead of what was not understood: parameters, fields,
 *     methods, media types
 */
public record Problem(
    ProblemCode code, String detail, boolean retriable, Optional<Place> place, List<String> known) {

  /** A line and a column of the request's body, both from 1. */
  public record Place(long line, int column) {}

  public Problem {
    known = List.copyOf(known);
  }

  /** A problem that will be the same next time. */
  public static Problem of(ProblemCode code, String detail) {
    return new Problem(code, detail, false, Optional.empty(), List.of());
  }

  public static Problem transientOne(ProblemCode code, String detail) {
    return new Problem(code, detail, true, Optional.empty(), List.of());
  }

  public Problem at(long line, int column) {
    return new Problem(code, detail, retriable, Optional.of(new Place(line, column)), known);
  }

  public Problem knowing(List<String> known) {
    return new Problem(code, detail, retriable, place, known);
  }

  public ProblemException asException() {
    return new ProblemException(this);
  }
}
