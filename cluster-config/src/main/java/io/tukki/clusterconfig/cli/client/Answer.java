package io.tukki.clusterconfig.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tukki.clusterconfig.cli.CommandFailed;
import io.tukki.clusterconfig.cli.ExitCode;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;

/**
 * What the node said: what was asked for, or a problem (RFC 9457); of an upload, reports and at
 * their end a summary, which may hold a problem.
 */
record Answer(int status, List<JsonNode> documents, HttpHeaders headers) {

  private static final int FIRST_PROBLEM = 400;
  private static final Duration USUAL_PAUSE = Duration.ofMillis(200);

  Answer {
    documents = List.copyOf(documents);
  }

  /** The document; of several, the last one. */
  JsonNode json() {
    return documents.isEmpty() ? MissingNode.getInstance() : documents.getLast();
  }

  /** An upload got so far that it was reported on. */
  boolean hasReports() {
    return json().path("done").asBoolean(false);
  }

  /** Missing where there is none. */
  JsonNode problem() {
    if (hasReports()) {
      JsonNode problem = json().path("error");
      return problem.isObject() ? problem : MissingNode.getInstance();
    }
    return isDone() ? MissingNode.getInstance() : json();
  }

  boolean isDone() {
    return status < FIRST_PROBLEM;
  }

  /** Nothing was changed, and the same request may succeed later. */
  boolean isRetriable() {
    return problem().path("retriable").asBoolean(false);
  }

  Duration retryAfter() {
    return headers.firstValueAsLong("Retry-After").stream()
        .mapToObj(Duration::ofSeconds)
        .findFirst()
        .orElse(USUAL_PAUSE);
  }

  /** What the problem is, for a person. */
  String detail() {
    JsonNode problem = problem();
    return problem.path("detail").asText(problem.path("title").asText("status " + status));
  }

  CommandFailed refused() {
    return new CommandFailed(ExitCode.FAILED, detail());
  }
}
