package io.tukki.api.http.problem;

import io.tukki.core.result.RefusedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;

/** What a failure of a handler means to the client. */
public final class Problems {

  private Problems() {}

  /**
   * Whatever is not one of the expected ways to fail is our own mistake, and says nothing of
   * itself.
   */
  public static Problem of(Throwable failure) {
    return switch (failure) {
      case ProblemException expected -> expected.problem();
      case RefusedException refused -> Refusals.toProblem(refused.refusal());
      case EntityStreamSizeException tooLarge ->
          Problem.of(
              ProblemCode.REQUEST_TOO_LARGE,
              "The body may be %d bytes long.".formatted(tooLarge.limit()));
      case IllegalUriException illegal ->
          Problem.of(
              ProblemCode.MALFORMED_REQUEST, "The address is no URI: " + illegal.getMessage());
      case TimeoutException late ->
          Problem.transientOne(
              ProblemCode.REQUEST_TIMEOUT, "The request's body did not arrive in time.");
      case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
      default ->
          Problem.of(
              ProblemCode.INTERNAL_ERROR, "The node failed at this; its log says more about it.");
    };
  }
}
