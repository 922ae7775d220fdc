package io.tukki.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.core.result.Refusal;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TopicsTest {

  private OpenDoor door;

  @BeforeEach
  void open() {
    door = OpenDoor.open();
  }

  @AfterEach
  void close() {
    door.close();
  }

  private HttpResponse<String> create(String body) {
    return door.json("POST", "/v1/topics", body);
  }

  private void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(OpenDoor.tree(answer).path("code").asText()).as(answer.body()).isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  @Test
  void aTopicThatIsCreatedIsWhereLocationSays() {
    HttpResponse<String> created =
        create(
            "{\"name\":\"t\",\"partitions\":3,\"replicationFactor\":1,\"configs\":{\"retention.ms\":1000,\"segment.bytes\":\"2048\"}}");

    assertThat(created.statusCode()).isEqualTo(201);
    String location = created.headers().firstValue("Location").orElseThrow();
    assertThat(location).isEqualTo("/v1/topics/t");
    JsonNode topic = OpenDoor.tree(door.get(location));
    assertThat(topic.path("id")).isEqualTo(OpenDoor.tree(created).path("id"));
    assertThat(topic.path("partitions").size()).isEqualTo(3);
    assertThat(topic.at("/configs/retention.ms"))
        .isEqualTo(OpenDoor.tree("{\"value\":\"1000\",\"source\":\"topic\"}"));
    assertThat(topic.at("/configs/retention.bytes"))
        .isEqualTo(OpenDoor.tree("{\"value\":\"-1\",\"source\":\"default\"}"));
    assertThat(topic.at("/partitions/1"))
        .isEqualTo(
            OpenDoor.tree(
                """
                {"partition":1,"replicas":[0],
                 "bounds":{"logStartOffset":0,"highWatermark":0,"logEndOffset":0,"leaderEpoch":1,"sizeBytes":0}}\
                """));
  }

  @Test
  void whatATopicDoesNotSayIsTheClustersDefault() {
    assertThat(create("{\"name\":\"t\"}").statusCode()).isEqualTo(201);

    assertThat(OpenDoor.tree(door.get("/v1/topics")).at("/topics/0/partitions").asInt())
        .isEqualTo(1);
  }

  @Test
  void validatingChangesNothing() {
    assertThat(door.json("POST", "/v1/topics?validateOnly=true", "{\"name\":\"t\"}").statusCode())
        .isEqualTo(200);

    assertThat(door.get("/v1/topics/t").statusCode()).isEqualTo(404);
  }

  @Test
  void impossibleTopicsAreRefused() {
    door.topic("t", 1);

    assertRefused(create("{\"name\":\"t\"}"), 409, "topic-exists");
    assertRefused(create("{\"name\":\"a b\"}"), 400, "invalid-topic-name");
    assertRefused(create("{\"name\":\"\"}"), 400, "invalid-topic-name");
    assertRefused(
        create("{\"name\":\"%s\"}".formatted("x".repeat(250))), 400, "invalid-topic-name");
    assertRefused(create("{\"name\":\"x\",\"partitions\":0}"), 400, "invalid-partition-count");
    assertRefused(
        create("{\"name\":\"x\",\"partitions\":1000000}"), 400, "invalid-partition-count");
    assertRefused(
        create("{\"name\":\"x\",\"replicationFactor\":3}"), 400, "invalid-replication-factor");
    assertRefused(
        create("{\"name\":\"x\",\"configs\":{\"retention.ms\":\"soon\"}}"), 400, "invalid-config");
    assertRefused(
        create("{\"name\":\"x\",\"configs\":{\"nonsense\":\"1\"}}"), 400, "invalid-config");
    assertRefused(
        create("{\"name\":\"x\",\"configs\":{\"retention.ms\":null}}"), 400, "invalid-field");
    assertRefused(
        create("{\"name\":\"x\",\"configs\":{\"retention.ms\":[]}}"), 400, "invalid-field");
    assertRefused(create("{\"name\":\"x\",\"partitions\":\"3\"}"), 400, "invalid-field");
    assertRefused(create("{\"name\":\"x\",\"partitions\":1.5}"), 400, "invalid-field");
    assertRefused(create("{\"name\":\"x\",\"partitions\":99999999999}"), 400, "invalid-field");
    assertRefused(create("{\"name\":7}"), 400, "invalid-field");
    assertRefused(create("{\"partitions\":3}"), 400, "invalid-field");
    assertRefused(create("null"), 400, "invalid-field");
    assertRefused(create("{\"name\":\"x\",\"name\":\"y\"}"), 400, "malformed-json");
    assertRefused(create("{\"name\":\"x\",\"partition\":3}"), 400, "unknown-field");
    assertThat(OpenDoor.tree(door.get("/v1/topics")).path("topics").size()).isEqualTo(1);
  }

  @Test
  void pagesOfTopicsLeaveNoneOutAndShowNoneTwice() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      names.add("topic-" + i);
      door.topic("topic-" + i, 1);
    }

    List<String> seen = new ArrayList<>();
    String query = "";
    do {
      JsonNode page = OpenDoor.tree(door.get("/v1/topics?limit=3" + query));
      seen.addAll(page.path("topics").findValuesAsText("name"));
      query = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : "";
    } while (!query.isEmpty());

    assertThat(seen).containsExactlyElementsOf(names);
  }

  @Test
  void alteringSetsUnsetsAndGrows() {
    door.topic("t", 2, "{\"retention.ms\":\"1\",\"segment.bytes\":\"2048\"}");

    HttpResponse<String> altered =
        door.json(
            "PATCH",
            "/v1/topics/t",
            "{\"partitions\":4,\"configs\":{\"retention.ms\":5,\"segment.bytes\":null}}");

    JsonNode topic = OpenDoor.tree(altered);
    assertThat(altered.statusCode()).isEqualTo(200);
    assertThat(topic.path("partitions").size()).isEqualTo(4);
    assertThat(topic.at("/configs/retention.ms/value").asText()).isEqualTo("5");
    assertThat(topic.at("/configs/segment.bytes/source").asText()).isEqualTo("default");
  }

  @Test
  void analterationHappensAsAWholeOrNotAtAll() {
    door.topic("t", 2);

    assertRefused(
        door.json("PATCH", "/v1/topics/t", "{\"partitions\":1,\"configs\":{\"retention.ms\":5}}"),
        400,
        "invalid-partition-count");
    assertRefused(
        door.json("PATCH", "/v1/topics/t", "{\"partitions\":5,\"configs\":{\"retention.ms\":-7}}"),
        400,
        "invalid-config");
    assertRefused(door.json("PATCH", "/v1/topics/t", "{}"), 400, "invalid-field");

    JsonNode topic = OpenDoor.tree(door.get("/v1/topics/t"));
    assertThat(topic.path("partitions").size()).isEqualTo(2);
    assertThat(topic.at("/configs/retention.ms/source").asText()).isEqualTo("default");
  }

  @Test
  void aDeletedTopicIsGoneWithItsCounters() {
    door.topic("t", 1);
    door.json("POST", "/v1/topics/t/records", "{\"records\":[{\"value\":\"v\"}]}");
    assertThat(door.metric("tukki_topic_append_records_total{topic=\"t\"}")).isEqualTo(1);

    assertThat(door.delete("/v1/topics/t").statusCode()).isEqualTo(204);

    assertThat(door.get("/v1/topics/t").statusCode()).isEqualTo(404);
    assertThat(door.get("/metrics").body()).doesNotContain("topic=\"t\"");
  }

  @Test
  void aControllerThatCannotBeReachedIsNoFaultOfTheClient() {
    door.broker.refuseChanges(new Refusal.TimedOut("The controller did not answer."));

    HttpResponse<String> answer = create("{\"name\":\"t\"}");

    assertRefused(answer, 504, "timed-out");
    assertThat(OpenDoor.tree(answer).path("retriable").asBoolean()).isTrue();
  }
}
