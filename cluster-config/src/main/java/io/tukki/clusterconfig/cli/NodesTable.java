package io.tukki.clusterconfig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The nodes of a cluster's status, a line each. */
final class NodesTable {

  private NodesTable() {}

  static Table of(JsonNode status) {
    Table table = new Table("NODE", "STATE", "DUTY", "RACK", "LEADS", "HOLDS", "DOORS");
    for (JsonNode node : status.path("nodes")) {
      JsonNode replicas = node.path("replicas");
      table.row(
          node.path("id").asInt(),
          node.path("state").asText("?"),
          node.path("duty").asText("?"),
          node.path("rack").asText("-"),
          replicas.path("leads").asText("?"),
          replicas.path("holds").asText("?"),
          doors(node));
    }
    return table;
  }

  private static String doors(JsonNode node) {
    List<String> doors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> door : node.path("endpoints").properties()) {
      doors.add(
          "%s %s:%d"
              .formatted(
                  door.getKey(),
                  door.getValue().path("host").asText(),
                  door.getValue().path("port").asInt()));
    }
    return String.join(", ", doors);
  }
}
