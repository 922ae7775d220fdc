package io.tukki.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.core.partition.Partitioner;
import io.tukki.core.record.Compression;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Records through a door that is really open: what is stored is what is read. */
final class RecordsTest {

  private static OpenDoor door;

  @BeforeAll
  static void open() {
    door = OpenDoor.open().topic("words", 3).topic("one", 1);
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @Test
  void recordsOfADocumentAreStoredWithAResultForEach() {
    door.topic("doc", 1);

    HttpResponse<String> stored =
        door.json(
            "POST",
            "/v1/topics/doc/records",
            """
            {"records":[
              {"key":"a","value":"one","timestamp":1000},
              {"value":null,"headers":{"h":"x","twice":["1",null,{"base64":"/w=="}]},"timestamp":2000},
              {"key":{"base64":"AP8="},"value":{"deep":[1.10,{"base64":true}],"e":"\\u00e9"},"timestamp":3000}
            ]}\
            """);

    assertThat(stored.statusCode()).isEqualTo(200);
    assertThat(OpenDoor.tree(stored))
        .isEqualTo(
            OpenDoor.tree(
                """
                {"results":[
                  {"line":2,"partition":0,"offset":0,"timestamp":1000},
                  {"line":3,"partition":0,"offset":1,"timestamp":2000},
                  {"line":4,"partition":0,"offset":2,"timestamp":3000}]}\
                """));
    assertThat(OpenDoor.tree(door.get("/v1/topics/doc/partitions/0/records")))
        .isEqualTo(
            OpenDoor.tree(
                """
                {"records":[
                  {"offset":0,"timestamp":1000,"key":"a","value":"one","headers":{}},
                  {"offset":1,"timestamp":2000,"key":null,"value":null,
                   "headers":{"h":"x","twice":["1",null,{"base64":"/w=="}]}},
                  {"offset":2,"timestamp":3000,"key":{"base64":"AP8="},
                   "value":"{\\"deep\\":[1.10,{\\"base64\\":true}],\\"e\\":\\"é\\"}","headers":{}}],
                 "nextOffset":3,"highWatermark":3,"logStartOffset":0}\
                """));
  }

  @Test
  void aDamagedBatchIsALogThatIsOffline() {
    door.topic("rotten", 1);
    door.json("POST", "/v1/topics/rotten/records", "{\"records\":[{\"value\":\"whole\"}]}");
    ByteBuffer stored = door.log("rotten", 0).batches().getFirst().bytes();
    int last = stored.limit() - 1;
    stored.put(last, (byte) ~stored.get(last));

    HttpResponse<String> read = door.get("/v1/topics/rotten/partitions/0/records");

    assertThat(read.statusCode()).isEqualTo(500);
    assertThat(OpenDoor.tree(read).path("code").asText()).isEqualTo("log-offline");
    assertThat(OpenDoor.tree(read).path("detail").asText()).contains("offset 0", "CRC");
    assertThat(door.get("/v1/topics/rotten/stream?from=earliest").body())
        .contains("event: problem", "log-offline");
    assertThat(door.log("rotten", 0).openSlices()).isZero();
  }

  @Test
  void aBodyInManyPiecesIsTheSameBody() {
    door.topic("pieces", 1);
    byte[] value = new byte[10_000];
    new java.util.Random(7).nextBytes(value);
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0, length = 0; at < value.length; at += length) {
      length = Math.min(1 + at % 7, value.length - at);
      pieces.add(java.util.Arrays.copyOfRange(value, at, at + length));
    }

    door.send(
        door.request("/v1/topics/pieces/records")
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArrays(pieces)));

    JsonNode record =
        OpenDoor.tree(door.get("/v1/topics/pieces/partitions/0/records")).at("/records/0");
    assertThat(record.at("/value/base64").asText())
        .isEqualTo(Base64.getEncoder().encodeToString(value));
  }

  @Test
  void aKeyThatIsNoTextIsNotStoredAsAnotherOne() {
    HttpResponse<String> refused =
        door.post("/v1/topics/one/records?key=%ff", "application/octet-stream", "x");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(OpenDoor.tree(refused).path("code").asText()).isEqualTo("invalid-parameter");
  }

  @Test
  void aRawBodyIsOneRecordAndComesBackByteForByte() throws Exception {
    door.topic("raw", 2);
    byte[] value = {0, (byte) 0xff, 10, 13, (byte) 0xc3, (byte) 0x28};

    HttpResponse<String> stored =
        door.send(
            door.request(
                    "/v1/topics/raw/records?key=k%20%C3%A9&header=h%3Dv%3Dw&header=h=2&timestamp=7")
                .header("Content-Type", "application/octet-stream")
                .header("Tukki-Partition", "1")
                .POST(BodyPublishers.ofByteArray(value)));

    assertThat(OpenDoor.tree(stored).at("/results/0/offset").asLong()).isZero();
    HttpResponse<byte[]> read =
        door.client.send(
            door.request("/v1/topics/raw/partitions/1/records")
                .header("Accept", "application/octet-stream")
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(read.body()).isEqualTo(value);
    assertThat(read.headers().firstValue("Tukki-Offset")).contains("0");
    assertThat(read.headers().firstValue("Tukki-Next-Offset")).contains("1");
    JsonNode record =
        OpenDoor.tree(door.get("/v1/topics/raw/partitions/1/records")).at("/records/0");
    assertThat(record.path("key").asText()).isEqualTo("k é");
    assertThat(record.path("headers")).isEqualTo(OpenDoor.tree("{\"h\":[\"v=w\",\"2\"]}"));
    assertThat(record.path("timestamp").asLong()).isEqualTo(7);
    assertThat(record.at("/value/base64").asText())
        .isEqualTo(Base64.getEncoder().encodeToString(value));
  }

  @Test
  void anEmptyRawReadSaysThereIsNothing() {
    door.topic("empty", 1);

    HttpResponse<String> read =
        door.send(
            door.request("/v1/topics/empty/partitions/0/records")
                .header("Accept", "application/octet-stream"));

    assertThat(read.statusCode()).isEqualTo(204);
    assertThat(read.headers().firstValue("Tukki-Next-Offset")).contains("0");
  }

  @Test
  void equalKeysGoToThePartitionThatKafkasClientsChoose() {
    HttpResponse<String> stored =
        door.json(
            "POST",
            "/v1/topics/words/records",
            """
            {"records":[{"key":"apple","value":"1"},{"key":"pear","value":"2"},{"key":"apple","value":"3"}]}\
            """);

    JsonNode results = OpenDoor.tree(stored).path("results");
    int apple =
        Partitioner.partitionOf(ByteBuffer.wrap("apple".getBytes(StandardCharsets.UTF_8)), 3);
    int pear = Partitioner.partitionOf(ByteBuffer.wrap("pear".getBytes(StandardCharsets.UTF_8)), 3);
    assertThat(results.findValuesAsText("partition"))
        .containsExactly("" + apple, "" + pear, "" + apple);
    assertThat(results.at("/2/offset").asLong()).isGreaterThan(results.at("/0/offset").asLong());
  }

  @Test
  void aReadGoesOnWhereTheOneBeforeEnded() {
    door.topic("paged", 1);
    door.ndjson("/v1/topics/paged/records", "{\"value\":\"v\"}\n".repeat(25));

    List<Long> offsets = new ArrayList<>();
    long next = 0;
    while (offsets.size() < 25) {
      JsonNode page =
          OpenDoor.tree(door.get("/v1/topics/paged/partitions/0/records?limit=10&offset=" + next));
      page.path("records").forEach(record -> offsets.add(record.path("offset").asLong()));
      assertThat(page.path("records").size()).isLessThanOrEqualTo(10);
      next = page.path("nextOffset").asLong();
    }

    assertThat(offsets).containsExactlyElementsOf(LongStream.range(0, 25).boxed().toList());
    assertThat(next).isEqualTo(25);
    assertThat(door.log("paged", 0).openSlices()).isZero();
  }

  @Test
  void aLimitAtTheEndOfABatchIsKept() {
    door.topic("edge", 1);
    String batch = "{\"records\":[{\"value\":\"1\"},{\"value\":\"2\"}]}";
    door.json("POST", "/v1/topics/edge/records", batch);
    door.json("POST", "/v1/topics/edge/records", batch);

    JsonNode page = OpenDoor.tree(door.get("/v1/topics/edge/partitions/0/records?limit=2"));

    assertThat(page.path("records").findValuesAsText("offset")).containsExactly("0", "1");
    assertThat(page.path("nextOffset").asLong()).isEqualTo(2);
  }

  @Test
  void readingStartsWhereItIsToldTo() {
    door.topic("places", 1);
    door.ndjson(
        "/v1/topics/places/records",
        "{\"value\":\"a\",\"timestamp\":100}\n{\"value\":\"b\",\"timestamp\":200}\n");
    String path = "/v1/topics/places/partitions/0/records?";

    assertThat(values(door.get(path + "timestamp=150"))).containsExactly("b");
    assertThat(values(door.get(path + "timestamp=201"))).isEmpty();
    assertThat(values(door.get(path + "from=latest"))).isEmpty();
    assertThat(values(door.get(path + "from=earliest"))).containsExactly("a", "b");
    assertThat(values(door.get(path + "offset=1"))).containsExactly("b");
  }

  private static List<String> values(HttpResponse<String> read) {
    return OpenDoor.tree(read).path("records").findValuesAsText("value");
  }

  @Test
  void aReadThatWaitsIsAnsweredWhenARecordComes() throws Exception {
    door.topic("awaited", 1);

    CompletableFuture<HttpResponse<String>> read =
        door.client.sendAsync(
            door.request("/v1/topics/awaited/partitions/0/records?wait=20s").build(),
            BodyHandlers.ofString());
    door.json("POST", "/v1/topics/awaited/records", "{\"records\":[{\"value\":\"now\"}]}");

    assertThat(values(read.get(10, TimeUnit.SECONDS))).containsExactly("now");
  }

  @Test
  void aReadThatWaitsInVainSaysSoInTime() {
    door.topic("silent", 1);

    HttpResponse<String> read = door.get("/v1/topics/silent/partitions/0/records?wait=50ms");

    assertThat(OpenDoor.tree(read))
        .isEqualTo(
            OpenDoor.tree(
                "{\"records\":[],\"nextOffset\":0,\"highWatermark\":0,\"logStartOffset\":0}"));
  }

  @Test
  void recordsCanBeReadAsLines() {
    door.topic("lined", 1);
    door.ndjson("/v1/topics/lined/records", "{\"value\":\"a\"}\n{\"value\":\"b\"}");

    HttpResponse<String> read =
        door.send(
            door.request("/v1/topics/lined/partitions/0/records")
                .header("Accept", "application/json;q=0.5, application/x-ndjson"));

    assertThat(read.headers().firstValue("Content-Type")).contains("application/x-ndjson");
    assertThat(OpenDoor.lines(read).stream().map(line -> line.path("value").asText()))
        .containsExactly("a", "b");
    assertThat(read.headers().firstValue("Tukki-Next-Offset")).contains("2");
  }

  @Test
  void deletedRecordsAreGone() {
    door.topic("trimmed", 1);
    door.ndjson("/v1/topics/trimmed/records", "{\"value\":\"v\"}\n".repeat(10));
    String path = "/v1/topics/trimmed/partitions/0/records";

    assertThat(OpenDoor.tree(door.delete(path + "?before=4")))
        .isEqualTo(OpenDoor.tree("{\"logStartOffset\":4}"));

    assertThat(door.get(path + "?offset=3").statusCode()).isEqualTo(416);
    assertThat(OpenDoor.tree(door.get(path)).at("/records/0/offset").asLong()).isEqualTo(4);
    assertThat(OpenDoor.tree(door.delete(path + "?before=latest")))
        .isEqualTo(OpenDoor.tree("{\"logStartOffset\":10}"));
  }

  @Test
  void withoutAcknowledgementNobodyKnowsTheOffset() {
    HttpResponse<String> stored =
        door.json(
            "POST",
            "/v1/topics/one/records?acks=0",
            "{\"records\":[{\"value\":\"1\",\"timestamp\":5}]}");

    assertThat(stored.statusCode()).isEqualTo(202);
    assertThat(OpenDoor.tree(stored))
        .isEqualTo(OpenDoor.tree("{\"results\":[{\"line\":1,\"partition\":0,\"timestamp\":5}]}"));
  }

  @Test
  void recordsLieAsTheyWereToldToBeCompressed() {
    for (Compression compression : Compression.values()) {
      String topic = "packed-" + compression.label();
      door.topic(topic, 1);

      door.json(
          "POST",
          "/v1/topics/" + topic + "/records?compression=" + compression.label(),
          "{\"records\":[{\"value\":\"%s\"}]}".formatted("x".repeat(1000)));

      assertThat(door.log(topic, 0).batches().getFirst().compression()).contains(compression);
      assertThat(values(door.get("/v1/topics/" + topic + "/partitions/0/records")))
          .containsExactly("x".repeat(1000));
    }
  }

  @Test
  void aTopicsOwnCompressionIsUsedWhereTheRequestNamesNone() {
    door.topic("zipped", 1, "{\"compression.type\":\"gzip\"}");

    door.json("POST", "/v1/topics/zipped/records", "{\"records\":[{\"value\":\"v\"}]}");

    assertThat(door.log("zipped", 0).batches().getFirst().compression()).contains(Compression.GZIP);
  }

  @Test
  void headIsGetWithoutTheBody() {
    HttpResponse<String> head =
        door.send(door.request("/v1/topics/one").method("HEAD", BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Content-Type")).contains("application/json");
  }

  @Test
  void anythingThatIsNotTextSurvivesTheWayThroughJson() {
    door.topic("odd", 1);
    String odd =
        "{\"records\":[{\"value\":\"\\u0000\\u001f\\\"\\\\/\u2028\ud83d\ude00\"},{\"value\":\"\"},{\"value\":{\"base64\":\"\"}},{\"value\":["
            + " ]},{\"value\":-0.0},{\"value\":1e400},{\"value\":true},{\"value\":{\"base64\":1}},"
            + "{\"value\":{\"base64\":\"AA==\",\"x\":[{}]}}]}";

    door.json("POST", "/v1/topics/odd/records", odd);

    assertThat(values(door.get("/v1/topics/odd/partitions/0/records")))
        .containsExactly(
            "\u0000\u001f\"\\/\u2028\ud83d\ude00",
            "",
            "",
            "[]",
            "-0.0",
            "1e400",
            "true",
            "{\"base64\":1}",
            "{\"base64\":\"AA==\",\"x\":[{}]}");
  }

  @Test
  void anAnswerIsBoundedHoweverFarItsRecordsUnfold() {
    try (OpenDoor small = OpenDoor.open("tukki.http.read.max-answer-size = 10 KiB")) {
      small.topic("bomb", 1);
      String line = "{\"value\":\"%s\"}\n".formatted("x".repeat(1000));
      small.ndjson("/v1/topics/bomb/records?compression=zstd", line.repeat(200));

      HttpResponse<String> read = small.get("/v1/topics/bomb/partitions/0/records");

      assertThat(read.body().length()).isBetween(10_000, 20_000);
      JsonNode page = OpenDoor.tree(read);
      assertThat(page.path("nextOffset").asLong()).isEqualTo(page.path("records").size());
    }
  }
}
