package io.tukki.clusterconfig.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The cluster, its nodes and shards, as a node's door has them. */
public final class ClusterAdmin {

  private final NodeClient node;

  public ClusterAdmin(NodeClient node) {
    this.node = node;
  }

  public JsonNode status() {
    return node.get("/v1/cluster");
  }

  /** A node of the status; empty where there is none of that number. */
  public static Optional<JsonNode> nodeIn(JsonNode status, int number) {
    return StreamSupport.stream(status.path("nodes").spliterator(), false)
        .filter(member -> member.path("id").asInt() == number)
        .findFirst();
  }

  public JsonNode drain(int number, boolean replicasToo) {
    return post("/v1/nodes/" + number + "/drain?replicas=" + replicasToo);
  }

  public JsonNode resume(int number) {
    return post("/v1/nodes/" + number + "/resume");
  }

  public JsonNode decommission(int number) {
    return post("/v1/nodes/" + number + "/decommission");
  }

  public JsonNode shards() {
    return node.get("/v1/shards");
  }

  public JsonNode balance(boolean leadersOnly) {
    return post("/v1/shards/balance?leadersOnly=" + leadersOnly);
  }

  public JsonNode move(String shard, List<Integer> replicas, boolean instead) {
    ObjectNode body = NodeClient.JSON.createObjectNode();
    ArrayNode nodes = body.putArray("replicas");
    replicas.forEach(nodes::add);
    body.put("instead", instead);
    return node.post("/v1/shards/" + NodeClient.segment(shard) + "/move", body);
  }

  public JsonNode electUnclean(List<Integer> lost, boolean acceptDataLoss, String by) {
    ObjectNode body = NodeClient.JSON.createObjectNode();
    ArrayNode nodes = body.putArray("lost");
    lost.forEach(nodes::add);
    body.put("acceptDataLoss", acceptDataLoss);
    body.put("by", by);
    return node.post("/v1/shards/elect-unclean", body);
  }

  private JsonNode post(String path) {
    return node.post(path, NodeClient.JSON.createObjectNode());
  }
}
