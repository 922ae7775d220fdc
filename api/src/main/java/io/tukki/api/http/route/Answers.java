package io.tukki.api.http.route;

import io.tukki.api.http.json.Json;
import io.tukki.api.http.json.Shapes.ProblemBody;
import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Allow;
import org.apache.pekko.http.javadsl.model.headers.RetryAfter;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Responses, made. */
public final class Answers {

  private Answers() {}

  public static HttpResponse json(int status, Object shape) {
    return bytes(status, Content.JSON_TYPE, Json.write(shape));
  }

  /**
   * @param body given up by the caller
   */
  public static HttpResponse bytes(int status, ContentType type, byte[] body) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(type, ByteString.fromArrayUnsafe(body)));
  }

  public static HttpResponse empty(int status) {
    return HttpResponse.create().withStatus(status);
  }

  /** The one place that writes a problem. */
  public static HttpResponse problem(Problem problem) {
    ProblemCode code = problem.code();
    HttpResponse response =
        bytes(code.status(), Content.PROBLEM_TYPE, Json.write(ProblemBody.of(problem)));
    if (code.retryAfterSeconds() > 0) {
      response = response.addHeader(RetryAfter.create((long) code.retryAfterSeconds()));
    }
    if (code == ProblemCode.METHOD_NOT_ALLOWED) {
      response =
          response.addHeader(
              Allow.create(
                  problem.known().stream()
                      .flatMap(name -> HttpMethods.lookup(name).stream())
                      .toArray(HttpMethod[]::new)));
    }
    return response;
  }

  /**
   * The same response, which counts as finished only when a body has been read: else the connection
   * would be closed, and the client that still sends would see that instead of the answer.
   *
   * @param response a strict one
   */
  public static HttpResponse heldOpen(HttpResponse response, CompletionStage<Done> read) {
    HttpEntity.Strict entity = (HttpEntity.Strict) response.entity();
    Source<ByteString, ?> bytes =
        Source.single(entity.getData())
            .concatLazy(Source.completionStage(read).mapConcat(done -> List.<ByteString>of()));
    return response.withEntity(
        HttpEntities.create(entity.getContentType(), entity.getData().size(), bytes));
  }
}
