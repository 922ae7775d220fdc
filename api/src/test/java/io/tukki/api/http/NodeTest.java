package io.tukki.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.api.http.fake.MemoryBroker;
import io.tukki.core.result.Refusal;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class NodeTest {

  @Test
  void theClusterIsDescribed() {
    try (OpenDoor door = OpenDoor.open().topic("t", 3)) {
      JsonNode cluster = OpenDoor.tree(door.get("/v1/cluster"));

      assertThat(cluster.path("clusterId").asText())
          .isEqualTo(door.broker.image().clusterId().toString());
      assertThat(cluster.at("/nodes/0/endpoints"))
          .isEqualTo(OpenDoor.tree("{\"http\":{\"host\":\"127.0.0.1\",\"port\":8080}}"));
      assertThat(cluster.path("topics").asInt()).isEqualTo(1);
      assertThat(cluster.path("partitions").asInt()).isEqualTo(3);
    }
  }

  @Test
  void aNodeIsReadyOnceItKnowsTheClusterAndReachesItsController() {
    try (OpenDoor door = OpenDoor.open()) {
      assertThat(door.get("/healthz").body()).isEqualTo("{\"status\":\"alive\"}");
      HttpResponse<String> ready = door.get("/readyz");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(OpenDoor.tree(ready))
          .isEqualTo(
              OpenDoor.tree(
                  "{\"status\":\"ready\",\"checks\":{\"metadata\":\"ok\",\"controller\":\"ok\"}}"));

      door.broker.refuseChanges(new Refusal.TimedOut("Nobody there."));

      HttpResponse<String> lonely = door.get("/readyz");
      assertThat(lonely.statusCode()).isEqualTo(503);
      assertThat(OpenDoor.tree(lonely).at("/checks/controller").asText()).contains("Nobody there.");
    }
  }

  @Test
  void aNodeWithoutMetadataIsAliveButNotReady() {
    try (OpenDoor door = OpenDoor.over(MemoryBroker.unformed())) {
      assertThat(door.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(door.get("/readyz").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void aNodeWithoutMetadataDeniesNoTopic() {
    try (OpenDoor door = OpenDoor.over(MemoryBroker.unformed())) {
      for (String path : List.of("/v1/topics/t", "/v1/topics/t/partitions/0/records")) {
        HttpResponse<String> answer = door.get(path);

        assertThat(answer.statusCode()).as(path).isEqualTo(503);
        assertThat(OpenDoor.tree(answer).path("code").asText()).as(path).isEqualTo("not-ready");
      }
    }
  }

  @Test
  void whatPassesThroughIsCounted() {
    try (OpenDoor door = OpenDoor.open().topic("t", 1)) {
      door.ndjson("/v1/topics/t/records", "{\"value\":\"v\"}\n".repeat(10));
      door.get("/v1/topics/t/partitions/0/records");
      door.get("/v1/topics/t/partitions/0/records?offset=99");
      door.get("/nowhere");

      assertThat(door.metric("tukki_topic_append_records_total{topic=\"t\"}")).isEqualTo(10);
      assertThat(door.metric("tukki_topic_append_batches_total{topic=\"t\"}")).isEqualTo(1);
      assertThat(door.metric("tukki_topic_append_bytes_total{topic=\"t\"}"))
          .isEqualTo(door.metric("tukki_topic_fetch_bytes_total{topic=\"t\"}"))
          .isPositive();
      assertThat(door.metric("tukki_topic_fetches_total{topic=\"t\"}")).isEqualTo(1);
      assertThat(
              door.metric("tukki_refusals_total{operation=\"fetch\",reason=\"OffsetOutOfRange\"}"))
          .isEqualTo(1);
      assertThat(door.metric("tukki_http_problems_total{code=\"no-such-path\"}")).isEqualTo(1);
      assertThat(door.metric("tukki_http_requests_total{operation=\"readRecords\",status=\"416\"}"))
          .isEqualTo(1);
      assertThat(door.metric("tukki_http_request_seconds_count{operation=\"readRecords\"}"))
          .isEqualTo(2);
      assertThat(door.metric("tukki_append_seconds_count")).isEqualTo(1);
      assertThat(door.metric("tukki_cluster_topics")).isEqualTo(1);
      assertThat(door.get("/metrics").headers().firstValue("Content-Type"))
          .contains("text/plain; charset=UTF-8");
    }
  }

  @Test
  void aNodeThatLeavesFinishesWhatItBeganAndEndsItsStreams() throws Exception {
    try (OpenDoor door = OpenDoor.open().topic("t", 1)) {
      var stream =
          door.client.send(
              door.request("/v1/topics/t/stream").build(), BodyHandlers.ofInputStream());
      CompletableFuture<Void> appended = new CompletableFuture<>();
      door.broker.partitions().holdAppendsUntil(appended);
      CompletableFuture<HttpResponse<String>> produced =
          door.client.sendAsync(
              door.request("/v1/topics/t/records")
                  .header("Content-Type", "application/x-ndjson")
                  .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"value\":\"v\"}\n"))
                  .build(),
              BodyHandlers.ofString());
      await().until(() -> door.broker.partitions().appendCount() == 1);

      var gone =
          CoordinatedShutdown.get(door.system)
              .runAll(CoordinatedShutdown.unknownReason())
              .toCompletableFuture();

      try (BufferedReader events =
          new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
        assertThat(events.lines()).as("ends, and in good order").isNotEmpty();
      }
      appended.complete(null);
      assertThat(produced.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      gone.get(20, TimeUnit.SECONDS);
    }
  }
}
