package io.tukki.api.http.route;

import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.problem.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request to its answer: finds the endpoint, calls it, turns every failure into a problem,
 * sees to it that no body is left unread, and tells the observer. Thread-safe.
 */
public final class Router {

  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  /** What is told about each request, when its answer's head is ready. */
  @FunctionalInterface
  public interface Observer {
    /**
     * @param operation empty where the request led nowhere
     * @param problem empty where it went well
     */
    void answered(
        Optional<Operation> operation, int status, Optional<ProblemCode> problem, long nanos);
  }

  private final RouteTable table;
  private final Bodies bodies;
  private final Observer observer;
  private final Exchanges exchanges;

  public Router(RouteTable table, Bodies bodies, Observer observer, Exchanges exchanges) {
    this.table = table;
    this.bodies = bodies;
    this.observer = observer;
    this.exchanges = exchanges;
  }

  public CompletionStage<HttpResponse> route(HttpRequest request) {
    long startNanos = System.nanoTime();
    request
        .getHeader(TimeoutAccess.class)
        .ifPresent(access -> access.timeoutAccess().updateHandler(late -> tooLate()));
    if (!exchanges.begin()) {
      return refuse(
          request,
          Problem.transientOne(ProblemCode.NOT_READY, "The node is shutting down."),
          startNanos);
    }
    return dispatch(request, startNanos).thenApply(exchanges::endsWith);
  }

  private CompletionStage<HttpResponse> dispatch(HttpRequest request, long startNanos) {
    return switch (table.match(request.method(), request.getUri().path())) {
      case RouteTable.Match.Found(var endpoint, var variables) ->
          call(endpoint, request, variables, startNanos);
      case RouteTable.Match.NoSuchPath() ->
          refuse(
              request,
              Problem.of(
                  ProblemCode.NO_SUCH_PATH,
                  "Nothing lives at '%s'; /openapi.json lists what there is."
                      .formatted(request.getUri().path())),
              startNanos);
      case RouteTable.Match.WrongMethod(var allowed) ->
          refuse(
              request,
              Problem.of(
                      ProblemCode.METHOD_NOT_ALLOWED,
                      "'%s' cannot be done to '%s'."
                          .formatted(request.method().value(), request.getUri().path()))
                  .knowing(names(allowed)),
              startNanos);
    };
  }

  /** A handler may throw at once or fail later; both end up in the stage. */
  private CompletionStage<HttpResponse> call(
      Endpoint endpoint, HttpRequest request, Map<String, String> variables, long startNanos) {
    Optional<Operation> operation = Optional.of(endpoint.operation());
    try {
      Call call = new Call(endpoint.operation(), request, variables);
      return handle(endpoint, call)
          .handle(
              (response, failure) ->
                  response == null
                      ? answer(call.bodyRead(), request, operation, failure, startNanos)
                      : finish(call, operation, response, startNanos));
    } catch (RuntimeException e) {
      return CompletableFuture.completedStage(
          answer(Optional.empty(), request, operation, e, startNanos));
    }
  }

  private static CompletionStage<HttpResponse> handle(Endpoint endpoint, Call call) {
    try {
      return endpoint.handler().handle(call);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private HttpResponse finish(
      Call call, Optional<Operation> operation, HttpResponse response, long startNanos) {
    if (operation.filter(it -> it.consumes().isEmpty()).isPresent()) {
      CompletionStage<Done> unused = bodies.drain(call.request());
    }
    observer.answered(
        operation, response.status().intValue(), Optional.empty(), System.nanoTime() - startNanos);
    return response;
  }

  private CompletionStage<HttpResponse> refuse(
      HttpRequest request, Problem problem, long startNanos) {
    return CompletableFuture.completedStage(
        answer(Optional.empty(), request, Optional.empty(), problem.asException(), startNanos));
  }

  private HttpResponse answer(
      Optional<CompletionStage<Done>> bodyRead,
      HttpRequest request,
      Optional<Operation> operation,
      @Nullable Throwable failure,
      long startNanos) {
    Problem problem = problemOf(request, failure);
    observer.answered(
        operation,
        problem.code().status(),
        Optional.of(problem.code()),
        System.nanoTime() - startNanos);
    HttpResponse response = Answers.problem(problem);
    return request.entity().isStrict()
        ? response
        : Answers.heldOpen(response, bodyRead.orElseGet(() -> bodies.drain(request)));
  }

  private static Problem problemOf(HttpRequest request, @Nullable Throwable failure) {
    Throwable cause = failure == null ? new IllegalStateException("no response") : failure;
    Problem problem = Problems.of(cause);
    if (problem.code() == ProblemCode.INTERNAL_ERROR) {
      LOG.error("{} {} failed", request.method().value(), request.getUri().path(), cause);
    }
    return problem;
  }

  private static HttpResponse tooLate() {
    return Answers.problem(
        Problem.transientOne(
            ProblemCode.TIMED_OUT, "The node did not answer in time; the outcome is unknown."));
  }

  private static List<String> names(List<HttpMethod> methods) {
    return methods.stream().map(HttpMethod::value).toList();
  }
}
