package io.tukki.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tukki.chaos.cluster.Pause;
import io.tukki.chaos.load.Door.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/** The topic that a run writes to: made at the beginning, measured at the end. */
public record Topic(String name, Door door, Targets targets) {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

  public void create(int partitions, int replicationFactor, Duration timeout) {
    create(partitions, replicationFactor, Map.of(), timeout);
  }

  /**
   * @param config of the topic, by name
   */
  public void create(
      int partitions, int replicationFactor, Map<String, String> config, Duration timeout) {
    ObjectNode request = Door.JSON.createObjectNode();
    request.put("name", name).put("partitions", partitions);
    request.put("replicationFactor", replicationFactor);
    config.forEach(request.putObject("configs")::put);
    byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
    long deadline = System.nanoTime() + timeout.toNanos();
    int tries = 0;
    while (true) {
      Answer answer = door.post(targets.get(tries++), "/v1/topics", body, TIMEOUT);
      if (answer instanceof Answer.Got got
          && (got.status() < 300 || got.code().equals("topic-exists"))) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the topic cannot be made: " + answer);
      }
      Pause.of(BETWEEN_TRIES);
    }
  }

  /** Where a partition ends, once all of it is committed; empty if that does not come to pass. */
  public OptionalLong settledEnd(int partition, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    int tries = 0;
    while (System.nanoTime() < deadline) {
      Answer answer =
          door.get(
              targets.get(tries++),
              "/v1/topics/%s/partitions/%d".formatted(name, partition),
              TIMEOUT);
      if (answer instanceof Answer.Got got && got.status() == 200) {
        JsonNode bounds = got.body().path("bounds");
        if (bounds.has("logEndOffset")
            && bounds.path("highWatermark").asLong() == bounds.path("logEndOffset").asLong()) {
          return OptionalLong.of(bounds.path("logEndOffset").asLong());
        }
      }
      Pause.of(BETWEEN_TRIES);
    }
    return OptionalLong.empty();
  }
}
