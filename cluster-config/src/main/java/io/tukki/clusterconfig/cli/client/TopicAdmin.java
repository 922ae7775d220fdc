package io.tukki.clusterconfig.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Topics, as the HTTP door has them. */
public final class TopicAdmin {

  private static final String TOPICS = "/v1/topics";

  private final NodeClient node;

  public TopicAdmin(NodeClient node) {
    this.node = node;
  }

  /** Answers the topic's summary. */
  public JsonNode create(
      String name,
      Optional<Integer> partitions,
      Optional<Integer> replicationFactor,
      Map<String, String> configs) {
    ObjectNode body = NodeClient.JSON.createObjectNode().put("name", name);
    partitions.ifPresent(count -> body.put("partitions", count));
    replicationFactor.ifPresent(factor -> body.put("replicationFactor", factor));
    ObjectNode values = body.putObject("configs");
    configs.forEach(values::put);
    return node.post(TOPICS, body);
  }

  /** Every topic, sorted by name. */
  public List<JsonNode> list() {
    List<JsonNode> topics = new ArrayList<>();
    String page = TOPICS;
    while (true) {
      JsonNode answer = node.get(page);
      answer.path("topics").forEach(topics::add);
      String next = answer.path("nextCursor").asText("");
      if (next.isEmpty()) {
        return topics;
      }
      page = TOPICS + "?cursor=" + NodeClient.segment(next);
    }
  }

  public JsonNode describe(String name) {
    return node.get(path(name));
  }

  public void alter(
      String name,
      Optional<Integer> partitions,
      Optional<Integer> replicationFactor,
      Map<String, String> configs,
      List<String> unset) {
    ObjectNode body = NodeClient.JSON.createObjectNode();
    partitions.ifPresent(count -> body.put("partitions", count));
    replicationFactor.ifPresent(factor -> body.put("replicationFactor", factor));
    if (!configs.isEmpty() || !unset.isEmpty()) {
      ObjectNode values = body.putObject("configs");
      configs.forEach(values::put);
      unset.forEach(values::putNull);
    }
    node.patch(path(name), body);
  }

  public void delete(String name) {
    node.delete(path(name));
  }

  private static String path(String name) {
    return TOPICS + "/" + NodeClient.segment(name);
  }
}
