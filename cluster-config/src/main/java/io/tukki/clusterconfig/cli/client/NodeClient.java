package io.tukki.clusterconfig.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tukki.clusterconfig.cli.CommandFailed;
import io.tukki.clusterconfig.cli.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Asks one node. Thread-safe; calls block.
 *
 * <p>A refusal, an unreachable node, an answer that is none: each is a {@link CommandFailed} that
 * tells the user what to do.
 */
public final class NodeClient {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
  private static final String JSON_TYPE = "application/json";

  private final URI node;
  private final HttpClient http =
      HttpClient.newBuilder()
          // The door speaks HTTP/1.1; this saves the attempt to upgrade.
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  public NodeClient(URI node) {
    this.node = node;
  }

  public JsonNode get(String path) {
    return json(request(path).GET());
  }

  public JsonNode post(String path, JsonNode body) {
    return json(request(path).header("Content-Type", JSON_TYPE).POST(of(body)));
  }

  public JsonNode patch(String path, JsonNode body) {
    return json(request(path).header("Content-Type", JSON_TYPE).method("PATCH", of(body)));
  }

  public void delete(String path) {
    Answer answer = send(request(path).DELETE());
    if (!answer.isDone()) {
      throw answer.refused();
    }
  }

  /** Whether the node can serve; not being ready is an answer. */
  public Readiness readiness() {
    Answer answer = send(request("/readyz").GET());
    List<String> reasons = new ArrayList<>();
    for (Map.Entry<String, JsonNode> check : answer.json().path("checks").properties()) {
      if (!check.getValue().asText().equals("ok")) {
        reasons.add(check.getKey() + ": " + check.getValue().asText());
      }
    }
    return new Readiness(answer.isDone(), String.join(", ", reasons));
  }

  /**
   * @param reasons why it cannot serve; empty if it can
   */
  public record Readiness(boolean ready, String reasons) {}

  /** A refusal is an answer here: callers that send records have more to do than to give up. */
  Answer post(String path, String contentType, byte[] body) {
    return send(
        request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
  }

  /** One segment of a path. */
  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static BodyPublisher of(JsonNode body) {
    return BodyPublishers.ofString(body.toString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(node.resolve(path))
        .timeout(ANSWER_TIMEOUT)
        .header("Accept", JSON_TYPE + ", application/problem+json");
  }

  private JsonNode json(HttpRequest.Builder request) {
    Answer answer = send(request);
    if (!answer.isDone()) {
      throw answer.refused();
    }
    return answer.json();
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), parse(response), response.headers());
    } catch (ConnectException e) {
      throw new CommandFailed(
          ExitCode.UNREACHABLE,
          "no node answers at %s; is one running? Start one with: ./tukki start".formatted(node));
    } catch (IOException e) {
      throw new CommandFailed(
          ExitCode.UNREACHABLE, "the connection to %s broke: %s".formatted(node, whatHappened(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.FAILED, "interrupted");
    }
  }

  private static String whatHappened(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private List<JsonNode> parse(HttpResponse<byte[]> response) {
    try (MappingIterator<JsonNode> documents =
        JSON.readerFor(JsonNode.class).readValues(response.body())) {
      return documents.readAll();
    } catch (IOException e) {
      throw notTukki(response.statusCode());
    }
  }

  private CommandFailed notTukki(int status) {
    return new CommandFailed(
        ExitCode.FAILED,
        "what answers at %s (with status %d) is no Tukki node; set --url or TUKKI_URL"
            .formatted(node, status));
  }
}
