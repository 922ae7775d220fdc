package io.tukki.api.http.problem;

/** Carries a problem out of parsing and through futures to the one place that answers with it. */
public final class ProblemException extends RuntimeException {

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    // No stack trace: it is an answer, not a fault, and may be given very often.
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
