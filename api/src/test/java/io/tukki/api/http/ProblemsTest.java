package io.tukki.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.core.result.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Everything that can be asked wrongly is answered with a problem that says what would be right.
 */
@Timeout(60)
final class ProblemsTest {

  private static final String RECORDS = "/v1/topics/t/records";
  private static final String READ = "/v1/topics/t/partitions/0/records";

  private static OpenDoor door;

  @BeforeAll
  static void open() {
    door =
        OpenDoor.open(
                """
                tukki.http.bodies { max-size = 100 KiB, timeout = 1s }
                tukki.http.produce { max-key-size = 10, max-headers = 2, max-headers-size = 20, max-records = 5 }
                """)
            .topic("t", 2);
  }

  @AfterAll
  static void close() {
    door.close();
  }

  private static JsonNode assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.body()).isNotEmpty();
    JsonNode problem = OpenDoor.tree(answer);
    assertThat(problem.path("code").asText()).as(answer.body()).isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("type").asText()).isEqualTo("urn:tukki:problem:" + code);
    assertThat(problem.path("title").asText()).isNotEmpty();
    assertThat(problem.path("detail").asText()).isNotEmpty();
    assertThat(problem.has("retriable")).isTrue();
    return problem;
  }

  private static HttpResponse<String> produce(String body) {
    return door.json("POST", RECORDS, body);
  }

  private static HttpResponse<String> record(String record) {
    return produce("{\"records\":[" + record + "]}");
  }

  @Test
  void whereNothingLives() {
    assertProblem(door.get("/"), 404, "no-such-path");
    assertProblem(door.get("/v1/topics/t/"), 404, "no-such-path");
    assertProblem(door.get("/v1//topics"), 404, "no-such-path");
    assertProblem(door.get("/v2/topics"), 404, "no-such-path");
  }

  @Test
  void whatAPathCannotDo() {
    HttpResponse<String> answer = door.json("PUT", "/v1/topics/t", "{}");

    JsonNode problem = assertProblem(answer, 405, "method-not-allowed");
    assertThat(answer.headers().firstValue("Allow").orElseThrow().split(", "))
        .containsExactlyInAnyOrder("GET", "HEAD", "PATCH", "DELETE");
    assertThat(problem.path("known").size()).isEqualTo(4);
    assertProblem(
        door.send(door.request("/healthz").method("OPTIONS", BodyPublishers.noBody())),
        405,
        "method-not-allowed");
  }

  @Test
  void namesThatAreNotThere() {
    assertProblem(door.get("/v1/topics/nope"), 404, "unknown-topic");
    assertProblem(door.delete("/v1/topics/nope"), 404, "unknown-topic");
    assertProblem(
        door.json("PATCH", "/v1/topics/nope", "{\"partitions\":3}"), 404, "unknown-topic");
    assertProblem(
        door.json("POST", "/v1/topics/nope/records", "{\"records\":[]}"), 404, "unknown-topic");
    assertProblem(
        door.ndjson("/v1/topics/nope/records", "{\"value\":\"x\"}\n"), 404, "unknown-topic");
    assertProblem(door.get("/v1/topics/nope/stream"), 404, "unknown-topic");
    assertProblem(door.get("/v1/topics/t/partitions/2/records"), 404, "unknown-partition");
    assertProblem(door.get("/v1/topics/t/partitions/2"), 404, "unknown-partition");
    assertProblem(
        door.delete("/v1/topics/t/partitions/7/records?before=0"), 404, "unknown-partition");
    assertProblem(door.get("/v1/topics/t/stream?partitions=0,2"), 404, "unknown-partition");
    assertProblem(door.get("/v1/topics/t/partitions/x/records"), 400, "invalid-parameter");
    assertProblem(door.get("/v1/topics/t/partitions/-1/records"), 400, "invalid-parameter");
    assertProblem(
        door.get("/v1/topics/t/partitions/99999999999/records"), 400, "invalid-parameter");
  }

  @Test
  void parametersThatCannotBeUsed() {
    assertThat(assertProblem(door.get("/v1/topics?page=2"), 400, "unknown-parameter").path("known"))
        .extracting(JsonNode::asText)
        .containsExactly("limit", "cursor");
    assertProblem(door.get("/v1/topics?limit=0"), 400, "invalid-parameter");
    assertProblem(door.get("/v1/topics?limit=1001"), 400, "invalid-parameter");
    assertProblem(door.get("/v1/topics?limit=1&limit=2"), 400, "invalid-parameter");
    assertProblem(door.get("/v1/topics?cursor=***"), 400, "invalid-parameter");
    assertProblem(door.get(READ + "?offset=-1"), 400, "invalid-parameter");
    assertProblem(door.get(READ + "?offset=1e3"), 400, "invalid-parameter");
    assertProblem(door.get(READ + "?offset=0&from=latest"), 400, "invalid-parameter");
    assertProblem(door.get(READ + "?from=middle"), 400, "invalid-parameter");
    assertProblem(door.get(READ + "?wait=1h"), 400, "invalid-parameter");
    assertProblem(door.get(READ + "?wait=61s"), 400, "invalid-parameter");
    assertProblem(door.get(READ + "?limit=1000000"), 400, "invalid-parameter");
    assertProblem(door.delete(READ), 400, "invalid-parameter");
    assertProblem(door.delete(READ + "?before=soon"), 400, "invalid-parameter");
    assertProblem(
        door.json("POST", RECORDS + "?acks=2", "{\"records\":[]}"), 400, "invalid-parameter");
    assertProblem(
        door.json("POST", RECORDS + "?compression=zip", "{\"records\":[]}"),
        400,
        "invalid-parameter");
    assertProblem(
        door.json("POST", RECORDS + "?timeoutMs=0", "{\"records\":[]}"), 400, "invalid-parameter");
    assertProblem(
        door.json("POST", RECORDS + "?key=lost", "{\"records\":[]}"), 400, "invalid-parameter");
    assertProblem(door.get("/v1/topics/t/stream?partitions=a"), 400, "invalid-parameter");
    assertProblem(
        door.get("/v1/topics/t/stream?from=earliest&timestamp=1"), 400, "invalid-parameter");
    assertProblem(
        door.send(door.request("/v1/topics/t/stream").header("Last-Event-ID", "7")),
        400,
        "invalid-parameter");
  }

  @Test
  void offsetsThatThePartitionDoesNotHold() {
    assertProblem(door.get(READ + "?offset=1"), 416, "offset-out-of-range");
    assertProblem(door.delete(READ + "?before=1"), 416, "offset-out-of-range");
  }

  @Test
  void bodiesThatAreNotJson() {
    JsonNode problem =
        assertProblem(produce("{\"records\":[\n  {\"value\": x}]}"), 400, "malformed-json");
    assertThat(problem.path("line").asInt()).isEqualTo(2);
    assertThat(problem.path("column").asInt()).isBetween(12, 14);
    assertProblem(produce(""), 400, "invalid-field");
    assertProblem(produce("{\"records\":[{\"value\":1}]"), 400, "malformed-json");
    assertProblem(produce("{\"records\":["), 400, "malformed-json");
    assertProblem(door.json("POST", "/v1/topics", "{\"name\":"), 400, "malformed-json");
    assertProblem(door.json("POST", "/v1/topics", ""), 400, "invalid-field");
    assertProblem(door.json("POST", "/v1/topics", "{\"name\":\"x\"} x"), 400, "malformed-json");
    assertProblem(
        produce("{\"records\":[{\"value\":" + "[".repeat(500) + "]}"), 400, "malformed-json");
  }

  @Test
  void documentsOfAnotherShape() {
    assertProblem(produce("[]"), 400, "invalid-field");
    assertProblem(produce("{}"), 400, "invalid-field");
    assertProblem(produce("{\"records\":{}}"), 400, "invalid-field");
    assertProblem(produce("{\"records\":[]} []"), 400, "invalid-field");
    assertProblem(produce("{\"record\":[]}"), 400, "unknown-field");
    assertProblem(produce("{\"records\":[],\"more\":1}"), 400, "unknown-field");
    assertThat(
            assertProblem(record("{\"value\":\"v\",\"topic\":\"t\"}"), 400, "unknown-field")
                .path("known"))
        .extracting(JsonNode::asText)
        .containsExactly("key", "value", "headers", "partition", "timestamp");
    assertProblem(record("1"), 400, "invalid-field");
    assertProblem(record("{\"key\":\"only\"}"), 400, "invalid-field");
    assertProblem(record("{\"value\":\"v\",\"partition\":\"0\"}"), 400, "invalid-field");
    assertProblem(record("{\"value\":\"v\",\"partition\":2}"), 404, "unknown-partition");
    assertProblem(
        record("{\"value\":\"v\",\"partition\":12345678901234567890}"), 400, "invalid-field");
    assertProblem(record("{\"value\":\"v\",\"timestamp\":1.5}"), 400, "invalid-field");
    assertProblem(record("{\"value\":\"v\",\"headers\":[]}"), 400, "invalid-field");
    assertProblem(record("{\"value\":{\"base64\":\"*\"}}"), 400, "invalid-field");
    assertProblem(record("{\"value\":\"\\udc00\"}"), 400, "invalid-field");
    assertThat(door.log("t", 0).end() + door.log("t", 1).end()).isZero();
  }

  @Test
  void recordsBeyondTheirBounds() {
    assertProblem(record("{\"value\":\"v\",\"key\":\"12345678901\"}"), 400, "invalid-field");
    assertProblem(
        record("{\"value\":\"v\",\"headers\":{\"a\":[\"1\",\"2\",\"3\"]}}"), 400, "invalid-field");
    assertProblem(
        record("{\"value\":\"v\",\"headers\":{\"a\":\"%s\"}}".formatted("x".repeat(20))),
        400,
        "invalid-field");
    assertProblem(
        produce("{\"records\":[%s]}".formatted("{\"value\":1},".repeat(5) + "{\"value\":1}")),
        400,
        "invalid-field");
    assertProblem(door.send(raw("?key=12345678901")), 400, "invalid-field");
  }

  private static java.net.http.HttpRequest.Builder raw(String query) {
    return door.request(RECORDS + query)
        .header("Content-Type", "application/octet-stream")
        .POST(BodyPublishers.ofString("v"));
  }

  @Test
  void rawRecordsThatContradictThemselves() {
    assertProblem(door.send(raw("?key=a").header("Tukki-Key", "a")), 400, "invalid-parameter");
    assertProblem(door.send(raw("?keyBase64=*")), 400, "invalid-parameter");
    assertProblem(door.send(raw("?header=nameless")), 400, "invalid-parameter");
    assertProblem(door.send(raw("?partition=5")), 404, "unknown-partition");
    assertProblem(door.send(raw("?timestamp=now")), 400, "invalid-parameter");
  }

  @Test
  void aRecordLargerThanItsTopicAllows() {
    door.topic("narrow", 1, "{\"max.message.bytes\":\"1000\"}");

    assertProblem(
        door.json(
            "POST",
            "/v1/topics/narrow/records",
            "{\"records\":[{\"value\":\"%s\"}]}".formatted("x".repeat(2000))),
        413,
        "record-too-large");
    assertThat(door.log("narrow", 0).end()).isZero();
  }

  @Test
  void mediaTypesThatAreNotSpokenHere() {
    assertThat(
            assertProblem(door.post(RECORDS, "text/plain", "x"), 415, "unsupported-media-type")
                .path("known")
                .size())
        .isEqualTo(3);
    assertProblem(
        door.post(RECORDS, "application/x-www-form-urlencoded", "x"),
        415,
        "unsupported-media-type");
    assertProblem(door.post("/v1/topics", "text/json", "{}"), 415, "unsupported-media-type");
    assertProblem(
        door.send(
            door.request(RECORDS)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString("x"))),
        415,
        "unsupported-media-type");
    assertProblem(
        door.send(door.request(READ).header("Accept", "text/html")), 406, "not-acceptable");
    assertProblem(
        door.send(door.request("/v1/topics/t/stream").header("Accept", "application/json")),
        406,
        "not-acceptable");
  }

  @Test
  void bodiesThatAreTooLarge() {
    String body = "{\"records\":[{\"value\":\"%s\"}]}".formatted("x".repeat(200_000));

    assertProblem(produce(body), 413, "request-too-large");
    assertProblem(
        door.send(
            door.request(RECORDS)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofInputStream(
                        () ->
                            new java.io.ByteArrayInputStream(
                                body.getBytes(StandardCharsets.UTF_8))))),
        413,
        "request-too-large");
    assertProblem(door.get("/healthz?" + "x".repeat(10_000)), 400, "malformed-request");
    assertProblem(
        door.send(door.request("/healthz").header("X", "y".repeat(20_000))),
        431,
        "request-headers-too-large");
  }

  @Test
  void bodiesThatNeverArrive() throws Exception {
    String answer =
        exchange(
            """
            POST /v1/topics HTTP/1.1
            Host: x
            Content-Type: application/json
            Content-Length: 100

            {\
            """
                .replace("\n", "\r\n"));

    assertThat(answer).startsWith("HTTP/1.1 408").contains("\"code\":\"request-timeout\"");
  }

  @Test
  void whatIsNotHttp() throws Exception {
    assertThat(exchange("\u0000\u0001garbage that goes on\r\n\r\n"))
        .contains("application/problem+json")
        .contains("malformed-request");
    assertThat(
            exchange("GET /v1/topics?limit=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("malformed-request");
    assertThat(exchange("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("malformed-request");
  }

  private static String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.setSoTimeout(3000);
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[8192];
      int count = socket.getInputStream().read(buffer);
      while (count > 0 && !answer.toString().endsWith("}")) {
        answer.append(new String(buffer, 0, count, StandardCharsets.UTF_8));

        count = answer.toString().endsWith("}") ? 0 : socket.getInputStream().read(buffer);
      }
      return answer.toString();
    }
  }

  @Test
  void aBrokerUnderPressureSaysWhenToComeBack() {
    assertRefusal(new Refusal.Overloaded("Busy."), 429, "overloaded", "1");
    assertRefusal(new Refusal.StorageFull("Full."), 503, "storage-full", "30");
    assertRefusal(new Refusal.NotReady("Starting."), 503, "not-ready", "1");
    assertRefusal(new Refusal.NotLeader("Moving."), 503, "not-leader", "1");
    assertRefusal(new Refusal.NotEnoughReplicas(1, 2), 503, "not-enough-replicas", "1");
  }

  private static void assertRefusal(Refusal refusal, int status, String code, String retryAfter) {
    door.broker.partitions().refuseAppends((nth, append) -> Optional.of(refusal));
    try {
      HttpResponse<String> answer = record("{\"value\":\"v\"}");
      assertThat(assertProblem(answer, status, code).path("retriable").asBoolean()).isTrue();
      assertThat(answer.headers().firstValue("Retry-After")).contains(retryAfter);
    } finally {
      door.broker.partitions().refuseAppends((nth, append) -> Optional.empty());
    }
  }

  @Test
  void whereSomeRecordsAreRefusedEachSaysWhatBecameOfIt() {
    door.topic("half", 2);
    door.broker
        .partitions()
        .refuseAppends(
            (nth, append) ->
                append.partition().partition() == 1
                    ? Optional.of(new Refusal.LogOffline("Damaged."))
                    : Optional.empty());
    try {
      HttpResponse<String> answer =
          door.json(
              "POST",
              "/v1/topics/half/records",
              "{\"records\":[{\"value\":\"a\",\"partition\":0},{\"value\":\"b\",\"partition\":1}]}");

      assertThat(answer.statusCode()).isEqualTo(207);
      JsonNode results = OpenDoor.tree(answer).path("results");
      assertThat(results.at("/0/offset").asLong()).isZero();
      assertThat(results.at("/1/error/code").asText()).isEqualTo("log-offline");
      assertThat(results.at("/1/error/retriable").asBoolean()).isFalse();
      assertThat(results.at("/1").has("offset")).isFalse();
    } finally {
      door.broker.partitions().refuseAppends((nth, append) -> Optional.empty());
    }
  }

  @Test
  void aFaultSaysNothingOfItselfToTheClient() {
    door.broker
        .partitions()
        .refuseAppends(
            (nth, append) -> {
              throw new IllegalStateException("the secret of line 42");
            });
    try {
      JsonNode problem = assertProblem(record("{\"value\":\"v\"}"), 500, "internal-error");
      assertThat(problem.toString()).doesNotContain("secret");
    } finally {
      door.broker.partitions().refuseAppends((nth, append) -> Optional.empty());
    }
  }
}
