package io.tukki.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.core.result.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * NDJSON of any length: stored while it comes, and told exactly what was stored where it goes
 * wrong.
 */
@Timeout(120)
final class UploadTest {

  private static final String PATH = "/v1/topics/lines/records";

  private OpenDoor door;

  @BeforeEach
  void open() {
    door =
        OpenDoor.open("tukki.http.produce.chunk-size = 64 KiB").topic("lines", 3).topic("solo", 1);
  }

  @AfterEach
  void close() {
    door.close();
  }

  private static String lines(int from, int to) {
    StringBuilder lines = new StringBuilder();
    IntStream.range(from, to)
        .forEach(i -> lines.append("{\"key\":\"k%d\",\"value\":\"v%d\"}\n".formatted(i % 97, i)));
    return lines.toString();
  }

  private long stored(String topic) {
    int partitions = door.broker.image().topic(topic).orElseThrow().partitionCount();
    return IntStream.range(0, partitions).mapToLong(p -> door.log(topic, p).end()).sum();
  }

  @Test
  void aHundredThousandRecordsArriveInOrderAndAreAccountedFor() throws Exception {
    String upload = lines(0, 100_000);

    HttpResponse<String> answer = door.ndjson(PATH, upload);

    assertThat(answer.statusCode()).isEqualTo(200);
    List<JsonNode> reports = OpenDoor.lines(answer);
    assertThat(reports.getLast())
        .isEqualTo(OpenDoor.tree("{\"done\":true,\"lines\":100000,\"stored\":100000}"));
    long line = 1;
    long total = 0;
    for (JsonNode report : reports.subList(0, reports.size() - 1)) {
      assertThat(report.path("firstLine").asLong()).isEqualTo(line);
      line = report.path("lastLine").asLong() + 1;
      for (JsonNode range : report.path("partitions")) {
        long records = range.path("records").asLong();
        total += records;
        assertThat(range.path("lastOffset").asLong() - range.path("firstOffset").asLong() + 1)
            .isEqualTo(records);
      }
    }
    assertThat(line).isEqualTo(100_001);
    assertThat(total).isEqualTo(100_000);
    assertThat(stored("lines")).isEqualTo(100_000);
    assertOrderWithinPartitions();
  }

  private void assertOrderWithinPartitions() {
    for (int partition = 0; partition < 3; partition++) {
      long next = 0;
      int last = -1;
      while (next < door.log("lines", partition).end()) {
        JsonNode page =
            OpenDoor.tree(
                door.get(
                    "/v1/topics/lines/partitions/%d/records?limit=10000&maxBytes=16000000&offset=%d"
                        .formatted(partition, next)));
        for (JsonNode record : page.path("records")) {
          int number = Integer.parseInt(record.path("value").asText().substring(1));
          assertThat(number).isGreaterThan(last);
          last = number;
        }
        next = page.path("nextOffset").asLong();
      }
    }
  }

  @Test
  void aLineThatIsCutOffIsNamedAndEverythingInFrontOfItIsStored() {
    HttpResponse<String> answer =
        door.ndjson(PATH, lines(0, 7) + "{\"key\":\"k\",\"value\":\"cut o");

    // The status is settled by the first chunk, which may have ended in front of the last line.
    assertThat(answer.statusCode()).isIn(200, 400);
    JsonNode end = OpenDoor.lines(answer).getLast();
    assertThat(end.path("stored").asLong()).isEqualTo(7);
    assertThat(end.at("/error/code").asText()).isEqualTo("malformed-json");
    assertThat(end.at("/error/line").asLong()).isEqualTo(8);
    assertThat(stored("lines")).isEqualTo(7);
  }

  @Test
  void anUploadOfNothingButACutOffLineIsRefusedByItsStatus() {
    HttpResponse<String> answer = door.ndjson(PATH, "{\"key\":\"k\",\"value\":\"cut o");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(OpenDoor.tree(answer).path("line").asLong()).isEqualTo(1);
    assertThat(stored("lines")).isZero();
  }

  @Test
  void aBadLineFarInsideIsNamedWhereverTheUploadIsCutIntoChunks() {
    HttpResponse<String> answer =
        door.ndjson(PATH, lines(0, 12_345) + "{\"value\":\n" + lines(0, 20_000));

    JsonNode end = OpenDoor.lines(answer).getLast();
    assertThat(end.at("/error/line").asLong()).isEqualTo(12_346);
    assertThat(end.path("stored").asLong()).isEqualTo(12_345);
    assertThat(stored("lines")).isEqualTo(12_345);
  }

  @Test
  void garbageIsRefusedAsAWholeAndTheDoorStaysOpen() {
    byte[] garbage = new byte[300_000];
    new java.util.Random(42).nextBytes(garbage);

    HttpResponse<String> answer =
        door.send(
            door.request(PATH)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofByteArray(garbage)));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(OpenDoor.tree(answer).path("line").asLong()).isEqualTo(1);
    assertThat(stored("lines")).isZero();
    assertThat(door.ndjson(PATH, lines(0, 3)).statusCode()).isEqualTo(200);
  }

  @Test
  void everyLineIsOneRecord() {
    assertRefusedAt("{\"value\":\"1\"} {\"value\":\"2\"}\n", 1);
    assertRefusedAt("{\"value\":\"1\"\n}\n", 1);
    assertRefusedAt("[]\n", 1);
    assertRefusedAt("{\"value\":\"1\"}\n\n\n\"x\"\n", 4);
    assertRefusedAt("{\"value\":\"1\"}\n{\"key\":\"1\"}\n", 2);
    assertRefusedAt("{\"value\":\"1\"}\r\n{\"value\":\"1\",\"nonsense\":1}\r\n", 2);
    assertRefusedAt("{\"value\":\"1\",\"partition\":3}\n", 1);
    assertRefusedAt("{\"value\":\"1\",\"value\":\"1\"}\n", 1);
    assertRefusedAt("{\"value\":\"1\",\"timestamp\":-1}\n", 1);
    assertRefusedAt("{\"value\":\"\\ud800\"}\n", 1);
    assertRefusedAt("{\"value\":\"\u0001\"}\n", 1);
    assertRefusedAt("{\"value\":{\"base64\":\"???\"}}\n", 1);
  }

  private void assertRefusedAt(String upload, int line) {
    HttpResponse<String> answer = door.ndjson(PATH, upload);
    JsonNode last = OpenDoor.lines(answer).getLast();
    JsonNode problem = last.has("error") ? last.path("error") : last;
    assertThat(answer.statusCode())
        .as(upload)
        .isEqualTo(problem.path("status").asInt())
        .isGreaterThanOrEqualTo(400);
    assertThat(problem.path("line").asInt()).as(upload).isEqualTo(line);
  }

  @Test
  void anEmptyUploadStoresNothing() {
    assertThat(OpenDoor.lines(door.ndjson(PATH, "")))
        .containsExactly(OpenDoor.tree("{\"done\":true,\"lines\":0,\"stored\":0}"));
    assertThat(OpenDoor.lines(door.ndjson(PATH, "\n\n")))
        .containsExactly(OpenDoor.tree("{\"done\":true,\"lines\":0,\"stored\":0}"));
  }

  @Test
  void resultsForEachRecordComeWhereTheyAreAskedFor() {
    List<JsonNode> reports =
        OpenDoor.lines(
            door.ndjson(
                "/v1/topics/solo/records?results=records",
                "{\"value\":\"a\",\"timestamp\":1}\n\n{\"value\":\"b\",\"timestamp\":2}\n"));

    assertThat(reports.getFirst().path("results"))
        .isEqualTo(
            OpenDoor.tree(
                """
                [{"line":1,"partition":0,"offset":0,"timestamp":1},
                 {"line":3,"partition":0,"offset":1,"timestamp":2}]\
                """));
  }

  @Test
  void aRefusalEndsTheUploadAndSaysExactlyWhatWasStored() {
    door.broker
        .partitions()
        .refuseAppends(
            (nth, append) ->
                append.partition().partition() == 1 && nth > 4
                    ? Optional.of(new Refusal.StorageFull("No room."))
                    : Optional.empty());

    HttpResponse<String> answer = door.ndjson(PATH, lines(0, 50_000));

    List<JsonNode> reports = OpenDoor.lines(answer);
    JsonNode end = reports.getLast();
    assertThat(end.at("/error/code").asText()).isEqualTo("storage-full");
    assertThat(end.path("stored").asLong()).isEqualTo(stored("lines")).isLessThan(50_000);
    long refused = reports.stream().mapToLong(report -> report.path("refused").size()).sum();
    assertThat(refused).isPositive();
    assertThat(end.path("lines").asLong()).isEqualTo(end.path("stored").asLong() + refused);
    assertThat(reports.get(reports.size() - 2).at("/refused/0/line").asLong())
        .isEqualTo(end.at("/error/line").asLong());
  }

  @Test
  void anOverloadedBrokerHoldsTheUploadBackInsteadOfEndingIt() {
    door.broker
        .partitions()
        .refuseAppends(
            (nth, append) ->
                nth % 2 == 0 ? Optional.of(new Refusal.Overloaded("Busy.")) : Optional.empty());

    HttpResponse<String> answer = door.ndjson("/v1/topics/solo/records", lines(0, 2_000));

    assertThat(OpenDoor.lines(answer).getLast())
        .isEqualTo(OpenDoor.tree("{\"done\":true,\"lines\":2000,\"stored\":2000}"));
    assertThat(stored("solo")).isEqualTo(2_000);
  }

  @Test
  void anUploadIsHeldBackWhileTheBrokerIsBusy() throws Exception {
    CompletableFuture<Void> opened = new CompletableFuture<>();
    door.broker.partitions().holdAppendsUntil(opened);
    AtomicLong taken = new AtomicLong();
    byte[] block = lines(0, 5_000).getBytes(StandardCharsets.UTF_8);
    int blocks = 1_000;
    Iterable<byte[]> flood = counting(block, blocks, taken);

    CompletableFuture<HttpResponse<String>> answer =
        door.client.sendAsync(
            door.request(PATH)
                .timeout(Duration.ofMinutes(2))
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofByteArrays(flood))
                .build(),
            BodyHandlers.ofString());

    // Far less than all of it is taken in, however long one looks.
    await().pollDelay(Duration.ofMillis(500)).until(() -> taken.get() > 0);
    long before = taken.get();
    await()
        .during(Duration.ofMillis(700))
        .atMost(Duration.ofSeconds(20))
        .until(() -> taken.get() < (long) block.length * blocks / 4);
    assertThat(before).isLessThan((long) block.length * blocks / 4);
    opened.complete(null);
    assertThat(OpenDoor.lines(answer.get(90, TimeUnit.SECONDS)).getLast().path("stored").asLong())
        .isEqualTo(5_000L * blocks);
  }

  private static Iterable<byte[]> counting(byte[] block, int blocks, AtomicLong taken) {
    return () ->
        IntStream.range(0, blocks)
            .mapToObj(
                i -> {
                  taken.addAndGet(block.length);
                  return block;
                })
            .iterator();
  }

  @Test
  void aTrickleIsStoredLineByLineAndAnsweredAtOnce() throws Exception {
    try (Socket socket = connect()) {
      BufferedReader in = reader(socket);
      chunk(socket, "{\"value\":\"first\"}\n");
      assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
      await().until(() -> stored("solo") == 1);
      assertThat(readUntil(in, "\"lastLine\":1")).contains("\"stored\":1");

      chunk(socket, "{\"value\":\"sec");
      chunk(socket, "ond\"}\n");
      assertThat(readUntil(in, "\"lastLine\":2")).contains("\"firstLine\":2");
      chunk(socket, "");

      assertThat(readUntil(in, "done")).contains("\"lines\":2,\"stored\":2");
    }
  }

  @Test
  void aSilentUploadGetsHeartbeatsAndOutlivesTheIdleTimeout() throws Exception {
    try (OpenDoor impatient =
        OpenDoor.open(
            "tukki.http.connections.idle-timeout = 1s, tukki.http.produce.heartbeat = 200ms,"
                + " tukki.http.connections.request-timeout = 500ms")) {
      impatient.topic("solo", 1);
      try (Socket socket = connect(impatient)) {
        BufferedReader in = reader(socket);
        chunk(socket, "{\"value\":\"first\"}\n");
        readUntil(in, "\"lastLine\":1");
        long heartbeats = 0;
        while (heartbeats < 10) {
          // A heartbeat is a chunk of one line feed: "1", then the empty line itself.
          heartbeats += "1".equals(in.readLine()) ? 1 : 0;
        }
        chunk(socket, "{\"value\":\"second\"}\n");
        chunk(socket, "");
        assertThat(readUntil(in, "done")).contains("\"stored\":2");
      }
    }
  }

  @Test
  void anUploadWhoseClientVanishesKeepsItsWholeLines() throws Exception {
    try (Socket socket = connect()) {
      chunk(socket, "{\"value\":\"first\"}\n{\"value\":\"second\"}\n{\"value\":\"th");
      await().until(() -> stored("solo") == 2);
    }
    assertThat(door.get("/healthz").statusCode()).isEqualTo(200);
    await().until(() -> door.metric("tukki_http_bodies_in_flight_bytes") == 0);
    assertThat(stored("solo")).isEqualTo(2);
  }

  @Test
  void aClientThatReadsOnlyWhenItHasSentEverythingIsNotBlocked() throws Exception {
    try (Socket socket = connect()) {
      byte[] block = lines(0, 20_000).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 100; i++) {
        chunk(socket, new String(block, StandardCharsets.UTF_8));
      }
      chunk(socket, "");
      assertThat(readUntil(reader(socket), "done")).contains("\"stored\":2000000");
    }
  }

  @Test
  void anOverlongLineIsRefused() {
    try (OpenDoor strict =
        OpenDoor.open("tukki.http.produce { chunk-size = 4 KiB, max-line-size = 64 KiB }")) {
      strict.topic("solo", 1);
      String tooLong = "{\"value\":\"%s\"}\n".formatted("x".repeat(300_000));

      HttpResponse<String> answer =
          strict.ndjson("/v1/topics/solo/records", "{\"value\":\"a\"}\n" + tooLong);

      JsonNode end = OpenDoor.lines(answer).getLast();
      assertThat(end.at("/error/code").asText()).isEqualTo("request-too-large");
      assertThat(end.at("/error/line").asLong()).isEqualTo(2);
      assertThat(end.path("stored").asLong()).isEqualTo(1);
    }
  }

  @Test
  void uploadsBeyondWhatMemoryAllowsAreAskedToComeBack() throws Exception {
    try (OpenDoor tight =
        OpenDoor.open(
            "tukki.http { bodies.max-in-flight = 1 MiB, produce.chunk-size = 256 KiB }")) {
      tight.topic("solo", 1);
      try (Socket first = connect(tight)) {
        chunk(first, "{\"value\":\"a\"}\n");
        readUntil(reader(first), "\"lastLine\":1");

        HttpResponse<String> second =
            tight.ndjson("/v1/topics/solo/records", "{\"value\":\"b\"}\n");

        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.headers().firstValue("Retry-After")).contains("1");
        assertThat(OpenDoor.tree(second).path("retriable").asBoolean()).isTrue();
      }
      await()
          .until(
              () ->
                  tight.ndjson("/v1/topics/solo/records", "{\"value\":\"c\"}\n").statusCode()
                      == 200);
    }
  }

  private Socket connect() throws IOException {
    return connect(door);
  }

  private static Socket connect(OpenDoor to) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.port());
    socket.setSoTimeout(60_000);
    socket
        .getOutputStream()
        .write(
            """
            POST /v1/topics/solo/records HTTP/1.1
            Host: x
            Content-Type: application/x-ndjson
            Transfer-Encoding: chunked

            """
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void chunk(Socket socket, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    OutputStream out = socket.getOutputStream();
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.write(bytes);
    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static String readUntil(BufferedReader in, String wanted) throws IOException {
    String line = in.readLine();
    while (line != null && !line.contains(wanted)) {
      line = in.readLine();
    }
    return String.valueOf(line);
  }
}
