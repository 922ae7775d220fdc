package io.tukki.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cluster and its shards through the door. */
class ClusterTest {

  private OpenDoor door;

  @BeforeEach
  void open() {
    door = OpenDoor.open();
    door.broker.join(1);
    door.broker.join(2);
    door.json("POST", "/v1/topics", "{\"name\":\"t\",\"partitions\":6,\"replicationFactor\":2}");
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void theStatusSaysWhatNodesSayAndWhoSaysNothing() {
    JsonNode cluster = OpenDoor.tree(door.get("/v1/cluster"));

    assertThat(cluster.path("controller").asInt(-1)).isZero();
    assertThat(cluster.at("/nodes/0/state").asText()).isEqualTo("present");
    assertThat(cluster.at("/nodes/0/replicas/leads").asInt()).isEqualTo(3);
    assertThat(cluster.at("/nodes/0/replicas/followers/0/records").asInt()).isEqualTo(120);
    assertThat(cluster.at("/nodes/1/state").asText()).isEqualTo("away");
    assertThat(cluster.at("/nodes/1/rack").asText()).isEqualTo("rack-1");
    assertThat(cluster.at("/nodes/1").has("replicas")).isFalse();
    assertThat(cluster.at("/replication/unknown")).isEqualTo(OpenDoor.tree("[1,2]"));
    // Six partitions on two of three nodes each, of which only node 0 is here.
    assertThat(cluster.at("/replication/underReplicatedPartitions").asInt()).isEqualTo(6);
    assertThat(cluster.at("/replication/offlinePartitions").asInt()).isEqualTo(6);
    assertThat(cluster.at("/replication/troubles/0/trouble").asText())
        .isEqualTo("under-replicated");
    assertThat(cluster.at("/replication/committedMayBeLost").asInt()).isEqualTo(1);
    assertThat(cluster.at("/replication/troubles/1/trouble").asText())
        .isEqualTo("committed-may-be-lost");
    assertThat(cluster.path("moves").size()).isZero();
  }

  @Test
  void aNodeIsDrainedAndResumed() {
    assertThat(door.json("POST", "/v1/nodes/1/drain", "").statusCode()).isEqualTo(200);
    assertThat(duty(1)).isEqualTo("follow");

    assertThat(door.json("POST", "/v1/nodes/1/resume", "").statusCode()).isEqualTo(200);
    assertThat(duty(1)).isEqualTo("full");
    assertRefused(door.json("POST", "/v1/nodes/9/drain", ""), 404, "unknown-node");
  }

  @Test
  void aNodeIsDecommissionedByMovesThatTheStatusShows() {
    HttpResponse<String> answer = door.json("POST", "/v1/nodes/1/decommission", "");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    int moves = OpenDoor.tree(answer).path("moves").size();
    assertThat(moves).isPositive();
    JsonNode cluster = OpenDoor.tree(door.get("/v1/cluster"));
    assertThat(cluster.path("moves").size()).isEqualTo(moves);
    assertThat(cluster.at("/moves/0/state").asText()).isEqualTo("copying");
    assertThat(cluster.at("/moves/0/to").toString()).doesNotContain("1");
    assertThat(duty(1)).isEqualTo("leave");
    assertRefused(door.json("POST", "/v1/nodes/2/decommission", ""), 409, "too-few-nodes");
  }

  @Test
  void aShardIsMovedAndTheListShowsIt() {
    JsonNode shard = OpenDoor.tree(door.get("/v1/shards")).at("/shards/0");
    String name = shard.path("shard").asText();
    int first = shard.at("/replicas/0").asInt();
    int other = 3 - first - shard.at("/replicas/1").asInt();
    String target = "{\"replicas\":[" + first + "," + other + "]}";

    HttpResponse<String> moved = door.json("POST", "/v1/shards/" + name + "/move", target);

    assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
    assertThat(OpenDoor.tree(door.get("/v1/shards")).at("/shards/0/movingTo"))
        .isEqualTo(OpenDoor.tree("[" + first + "," + other + "]"));
    assertRefused(door.json("POST", "/v1/shards/" + name + "/move", target), 409, "move-under-way");
    assertRefused(door.json("POST", "/v1/shards/nonsense/move", target), 404, "unknown-shard");
    assertRefused(
        door.json("POST", "/v1/shards/" + name + "/move", "{\"replicas\":[-1]}"),
        400,
        "invalid-field");
  }

  @Test
  void aBalancedClusterHasNothingToBalance() {
    HttpResponse<String> answer = door.json("POST", "/v1/shards/balance", "");

    assertThat(OpenDoor.tree(answer)).isEqualTo(OpenDoor.tree("{\"moves\":[],\"reordered\":[]}"));
  }

  @Test
  void aTopicsReplicationFactorIsChanged() {
    HttpResponse<String> answer = door.json("PATCH", "/v1/topics/t", "{\"replicationFactor\":3}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(OpenDoor.tree(door.get("/v1/cluster")).at("/moves/0/what").asText())
        .isEqualTo("topic t");
    assertRefused(
        door.json("PATCH", "/v1/topics/t", "{\"replicationFactor\":1}"), 409, "move-under-way");
  }

  @Test
  void whatIsLostIsGivenUpOnlyByWhoSaysSoAndIsShownFromThenOn() {
    String path = "/v1/shards/elect-unclean";
    assertRefused(door.json("POST", path, "{\"lost\":[1,2]}"), 400, "invalid-request");
    assertThat(OpenDoor.tree(door.get("/v1/cluster")).path("uncleanElections")).isEmpty();

    HttpResponse<String> answer =
        door.json("POST", path, "{\"lost\":[1,2],\"acceptDataLoss\":true,\"by\":\"Ada\"}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(OpenDoor.tree(answer).at("/logs/0/endOffset").asInt()).isEqualTo(7);
    assertThat(OpenDoor.tree(answer).path("recorded").asBoolean()).isTrue();
    JsonNode note = OpenDoor.tree(door.get("/v1/cluster")).at("/uncleanElections/0");
    assertThat(note.path("by").asText()).isEqualTo("Ada");
    assertThat(note.path("timestamp").asLong()).isEqualTo(1_000);
  }

  private String duty(int node) {
    return OpenDoor.tree(door.get("/v1/cluster")).at("/nodes/" + node + "/duty").asText();
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(OpenDoor.tree(answer).path("code").asText()).as(answer.body()).isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}
