package io.tukki.chaos.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tukki.chaos.cluster.Cluster;
import io.tukki.chaos.cluster.Node;
import io.tukki.chaos.cluster.Pause;
import io.tukki.chaos.load.Door;
import io.tukki.chaos.load.Door.Answer;
import io.tukki.chaos.load.Targets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * Somebody with a terminal, who asks any node, asks again if that did not work, and waits until
 * what was asked for is so. Calls block, and end with an {@link IllegalStateException} that says
 * what did not come to pass.
 */
public final class Operator {

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);
  private static final byte[] NOTHING = {};

  private final Cluster cluster;
  private final Targets targets;
  private final Door door;
  private int turn;

  /**
   * @param targets is kept up to date with the nodes that come and go
   */
  public Operator(Cluster cluster, Targets targets, Door door) {
    this.cluster = cluster;
    this.targets = targets;
    this.door = door;
  }

  /** Where the controller runs, as far as any node says. */
  public Optional<Node> controller() {
    return description()
        .flatMap(
            description ->
                cluster.nodes().stream()
                    .filter(node -> runsOn(description.path("controller"), description, node))
                    .findFirst());
  }

  private static boolean runsOn(JsonNode controller, JsonNode description, Node node) {
    return controller.isInt() && id(description, node).equals(Optional.of(controller.asInt()));
  }

  /** Starts a node that the cluster has not seen, and waits until it serves. */
  public Node addNode(int number) {
    Node node = cluster.add(number);
    node.start();
    cluster.awaitReady(PATIENCE);
    targets.add(node.uri());
    return node;
  }

  /** Has others take over what a node holds and forget it, then stops it for good. */
  public void removeNode(int number) {
    decommission(cluster.node(number));
    cluster.node(number).stop();
    cluster.remove(number);
  }

  /** As when a machine is exchanged: the same name, and an empty disk. */
  public void replaceNode(int number) {
    Node node = cluster.node(number);
    decommission(node);
    node.stop();
    node.wipe();
    node.start();
    cluster.awaitReady(PATIENCE);
    targets.add(node.uri());
    balance();
  }

  private void decommission(Node node) {
    int id = requireId(node);
    targets.remove(node.uri());
    ask("/v1/nodes/%d/decommission".formatted(id));
    await(
        "node %d is struck from the cluster".formatted(id),
        description -> id(description, node).isEmpty());
  }

  /** A stop and a start that others were told of. */
  public void restart(Node node) {
    drain(node);
    node.stop();
    node.start();
    cluster.awaitReady(PATIENCE);
    ask("/v1/nodes/%d/resume".formatted(requireId(node)));
  }

  /** Returns when the node leads nothing. */
  public void drain(Node node) {
    int id = requireId(node);
    ask("/v1/nodes/%d/drain".formatted(id));
    await(
        "node %d leads nothing".formatted(id),
        description -> entry(description, node).path("replicas").path("leads").asInt(-1) == 0);
  }

  /** Returns when the node leads again what it should. */
  public void resume(Node node) {
    ask("/v1/nodes/%d/resume".formatted(requireId(node)));
    awaitPreferredLeaders();
  }

  /** Each shard's second node becomes its first; returns when those lead. */
  public void moveLeaders() {
    for (JsonNode shard : shards()) {
      JsonNode replicas = shard.path("replicas");
      ArrayNode rotated = Door.JSON.createArrayNode();
      for (int i = 0; i < replicas.size(); i++) {
        rotated.add(replicas.get((i + 1) % replicas.size()));
      }
      String body = Door.JSON.createObjectNode().set("replicas", rotated).toString();
      String path = "/v1/shards/%s/move".formatted(shard.path("shard").asText());
      retry(
          "POST " + path,
          () -> door.post(target(), path, body.getBytes(StandardCharsets.UTF_8), ANSWER_TIMEOUT));
    }
    awaitPreferredLeaders();
  }

  /** Only where all partitions are in use does each node lead as many as this counts. */
  private void awaitPreferredLeaders() {
    Map<Integer, Integer> wanted = new HashMap<>();
    for (JsonNode shard : shards()) {
      wanted.merge(
          shard.path("replicas").path(0).asInt(), shard.path("partitions").asInt(), Integer::sum);
    }
    await(
        "preferred leaders lead",
        description ->
            StreamSupport.stream(description.path("nodes").spliterator(), false)
                .allMatch(
                    node ->
                        node.path("replicas").path("leads").asInt(-1)
                            == wanted.getOrDefault(node.path("id").asInt(), 0)));
  }

  private JsonNode shards() {
    return door.get(target(), "/v1/shards", ANSWER_TIMEOUT) instanceof Answer.Got got
            && got.status() == 200
        ? got.body().path("shards")
        : Door.JSON.createArrayNode();
  }

  /** Spreads what there is over the nodes that there are. */
  public void balance() {
    ask("/v1/shards/balance");
    awaitSettled();
  }

  public void setReplicationFactor(String topic, int factor) {
    String change = "{\"replicationFactor\":%d}".formatted(factor);
    retry(
        "topic %s gets replication factor %d".formatted(topic, factor),
        () ->
            door.patch(
                target(),
                "/v1/topics/" + topic,
                change.getBytes(StandardCharsets.UTF_8),
                ANSWER_TIMEOUT));
    awaitSettled();
  }

  /** Nothing moves, and every replica follows. */
  private void awaitSettled() {
    await(
        "nothing moves and every replica follows",
        description ->
            description.path("moves").isEmpty()
                && description.path("replication").path("underReplicatedPartitions").asInt(-1) == 0
                && description.path("replication").path("unknown").isEmpty());
  }

  private void ask(String path) {
    retry("POST " + path, () -> door.post(target(), path, NOTHING, ANSWER_TIMEOUT));
  }

  private URI target() {
    return targets.get(turn++);
  }

  @FunctionalInterface
  private interface Request {
    Answer send();
  }

  private static void retry(String what, Request request) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Answer answer = request.send();
    while (!(answer instanceof Answer.Got got && got.status() < 300)) {
      boolean isFinal =
          answer instanceof Answer.Got refused && !refused.body().path("retriable").asBoolean(true);
      if (isFinal || System.nanoTime() > deadline) {
        throw new IllegalStateException("%s: %s".formatted(what, answer));
      }
      Pause.of(BETWEEN_LOOKS);
      answer = request.send();
    }
  }

  private void await(String what, Predicate<JsonNode> holds) {
    var unused = find(what, description -> Optional.of(description).filter(holds));
  }

  /** Looks at the cluster until it has what is looked for. */
  private <T> T find(String what, Function<JsonNode, Optional<T>> look) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Optional<JsonNode> last = description();
    Optional<T> found = last.flatMap(look);
    while (found.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "it did not come to pass within %s that %s: %s".formatted(PATIENCE, what, last));
      }
      Pause.of(BETWEEN_LOOKS);
      last = description();
      found = last.flatMap(look);
    }
    return found.get();
  }

  private Optional<JsonNode> description() {
    return door.get(target(), "/v1/cluster", ANSWER_TIMEOUT) instanceof Answer.Got got
            && got.status() == 200
        ? Optional.of(got.body())
        : Optional.empty();
  }

  private int requireId(Node node) {
    return find("the cluster lists " + node.uri(), description -> id(description, node));
  }

  private static Optional<Integer> id(JsonNode description, Node node) {
    JsonNode id = entry(description, node).path("id");
    return id.isInt() ? Optional.of(id.asInt()) : Optional.empty();
  }

  /** What the cluster says of a node, which is known by the address of its HTTP door. */
  private static JsonNode entry(JsonNode description, Node node) {
    for (JsonNode listed : description.path("nodes")) {
      JsonNode http = listed.path("endpoints").path("http");
      if (http.path("host").asText().equals(node.address().host())
          && http.path("port").asInt() == node.address().httpPort()) {
        return listed;
      }
    }
    return MissingNode.getInstance();
  }
}
