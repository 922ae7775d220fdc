package io.tukki.clusterconfig.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tukki.clusterconfig.cli.CommandFailed;
import io.tukki.clusterconfig.cli.ExitCode;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;

/** What the node said: either what was asked for, or a problem (RFC 9457). */
record Answer(int status, List<JsonNode> lines, HttpHeaders headers) {

  private static final int FIRST_PROBLEM = 400;
  private static final Duration USUAL_PAUSE = Duration.ofMillis(200);

  Answer {
    lines = List.copyOf(lines);
  }

  /** The document; of several, the last one. */
  JsonNode json() {
    return lines.isEmpty() ? MissingNode.getInstance() : lines.getLast();
  }

  boolean isDone() {
    return status < FIRST_PROBLEM;
  }

  /** Nothing was changed, and the same request may succeed later. */
  boolean isRetriable() {
    return problem().path("retriable").asBoolean(false);
  }

  /** The answer itself is one, or it has one, since it was under way when it was found. */
  private JsonNode problem() {
    return json().path("error").isObject() ? json().path("error") : json();
  }

  Duration retryAfter() {
    return headers.firstValueAsLong("Retry-After").stream()
        .mapToObj(Duration::ofSeconds)
        .findFirst()
        .orElse(USUAL_PAUSE);
  }

  CommandFailed refused() {
    JsonNode problem = problem();
    String detail = problem.path("detail").asText(problem.path("title").asText("status " + status));
    return new CommandFailed(ExitCode.FAILED, detail);
  }
}
