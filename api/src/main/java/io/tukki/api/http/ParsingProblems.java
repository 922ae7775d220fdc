package io.tukki.api.http;

import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.route.Answers;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers what is so malformed that it never becomes a request. Pekko HTTP looks it up by its name
 * as a Scala object, hence the field's name.
 */
public final class ParsingProblems extends ParsingErrorHandler {

  @SuppressWarnings("MemberName") // Pekko's reflection asks for this very name.
  public static final ParsingProblems MODULE$ = new ParsingProblems();

  private ParsingProblems() {}

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
    return Answers.problem(Problem.of(code(status.intValue()), info.summary() + "."));
  }

  private static ProblemCode code(int status) {
    return switch (status) {
      case 413 -> ProblemCode.REQUEST_TOO_LARGE;
      case 431 -> ProblemCode.REQUEST_HEADERS_TOO_LARGE;
      default -> ProblemCode.MALFORMED_REQUEST;
    };
  }
}
