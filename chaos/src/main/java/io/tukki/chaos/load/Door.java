package io.tukki.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Plain HTTP to one node or another. Thread-safe; calls block. */
public final class Door {

  public static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final HttpClient http;

  public Door(Executor executor) {
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(executor)
            .build();
  }

  /** What came of a request. */
  public sealed interface Answer {

    record Got(int status, JsonNode body) implements Answer {

      /** The problem's code, or the status where there is none. */
      public String code() {
        return body.path("code").asText("http-" + status);
      }
    }

    /** Certainly not even begun by the node. */
    record NotSent(String reason) implements Answer {}

    /** The node may have done anything. */
    record Broken(String reason) implements Answer {}
  }

  public Answer get(URI node, String path, Duration timeout) {
    return send(HttpRequest.newBuilder(node.resolve(path)).timeout(timeout).GET());
  }

  /** A page that is no JSON; empty unless the node has it. */
  public Optional<String> text(URI node, String path, Duration timeout) {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(node.resolve(path)).timeout(timeout).build(),
              HttpResponse.BodyHandlers.ofString());
      return Optional.of(response).filter(got -> got.statusCode() == 200).map(HttpResponse::body);
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  public Answer post(URI node, String path, byte[] json, Duration timeout) {
    return send("POST", node.resolve(path), json, timeout);
  }

  public Answer patch(URI node, String path, byte[] json, Duration timeout) {
    return send("PATCH", node.resolve(path), json, timeout);
  }

  private Answer send(String method, URI uri, byte[] json, Duration timeout) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .method(
                method,
                json.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(json));
    return send(json.length == 0 ? request : request.header("Content-Type", "application/json"));
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer.Got(response.statusCode(), JSON.readTree(response.body()));
    } catch (ConnectException e) {
      return new Answer.NotSent("connection refused");
    } catch (HttpConnectTimeoutException e) {
      return new Answer.NotSent("connect timed out");
    } catch (HttpTimeoutException e) {
      return new Answer.Broken("no answer");
    } catch (IOException e) {
      return new Answer.Broken("connection broke");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Broken("interrupted");
    }
  }
}
