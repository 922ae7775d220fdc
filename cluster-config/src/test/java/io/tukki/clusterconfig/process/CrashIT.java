package io.tukki.clusterconfig.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node killed with {@code kill -9} under load, several times over: everything that it
 * acknowledged is there afterwards, at the offset it said, and there are no holes.
 */
final class CrashIT {

  private static final int PARTITIONS = 3;
  private static final int LOADERS = 4;
  private static final int BATCH = 20;
  private static final int KILLS = 3;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 2_000;

  @TempDir Path data;

  private record Place(int partition, long offset) {}

  /** What was acknowledged, by its place. */
  private final Map<Place, String> acknowledged = new ConcurrentHashMap<>();

  private final AtomicLong counter = new AtomicLong();

  @Test
  void whatWasAcknowledgedSurvivesEveryKill() throws Exception {
    try (NodeChild node = NodeChild.start(data)) {
      new HttpCaller(node.url())
          .post("/v1/topics", "{\"name\":\"load\",\"partitions\":" + PARTITIONS + "}");
      loadAndKill(node);
    }
    for (int kill = 2; kill <= KILLS; kill++) {
      try (NodeChild node = NodeChild.start(data)) {
        verify(node);
        loadAndKill(node);
      }
    }
    try (NodeChild node = NodeChild.start(data)) {
      verify(node);
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS * ACKNOWLEDGED_BEFORE_KILL);
      assertThat(node.terminate()).isEqualTo(SignalIT.TERMINATED);
    }
    try (NodeChild node = NodeChild.start(data)) {
      verify(node);
    }
  }

  private void loadAndKill(NodeChild node) throws Exception {
    long before = acknowledged.size();
    List<CompletableFuture<Void>> loaders = new ArrayList<>();
    for (int loader = 0; loader < LOADERS; loader++) {
      String key = "loader" + loader;
      loaders.add(CompletableFuture.runAsync(() -> load(node, key), Thread::startVirtualThread));
    }
    Awaitility.await()
        .atMost(Child.TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .until(() -> acknowledged.size() >= before + ACKNOWLEDGED_BEFORE_KILL);
    node.kill();
    for (CompletableFuture<Void> loader : loaders) {
      loader.get(Child.TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** One request after the other, until the node is gone. */
  private void load(NodeChild node, String key) {
    HttpCaller http = new HttpCaller(node.url());
    try {
      while (true) {
        ArrayNode records = HttpCaller.JSON.createArrayNode();
        for (int i = 0; i < BATCH; i++) {
          records.addObject().put("key", key).put("value", key + "-" + counter.incrementAndGet());
        }
        ObjectNode body = HttpCaller.JSON.createObjectNode().set("records", records);
        HttpCaller.Answer answer = http.post("/v1/topics/load/records", body.toString());
        for (int i = 0; i < BATCH && answer.status() == 200; i++) {
          JsonNode result = answer.json().path("results").path(i);
          Place place = new Place(result.path("partition").asInt(), result.path("offset").asLong());
          String value = records.get(i).path("value").asText();
          assertThat(acknowledged.put(place, value)).as("%s was given before", place).isNull();
        }
      }
    } catch (UncheckedIOException e) {
      // Killed in the middle of a request: its outcome is unknown, so nothing is expected of it.
    }
  }

  private void verify(NodeChild node) {
    HttpCaller http = new HttpCaller(node.url());
    Map<Place, String> found = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      readAll(http, partition, found);
    }
    assertThat(found).containsAllEntriesOf(acknowledged);
  }

  private static void readAll(HttpCaller http, int partition, Map<Place, String> found) {
    Map<String, Long> lastOfKey = new HashMap<>();
    long next = 0;
    long end = Long.MAX_VALUE;
    while (next < end) {
      JsonNode page =
          http.get("/v1/topics/load/partitions/" + partition + "/records?limit=1000&offset=" + next)
              .json();
      end = page.path("highWatermark").asLong();
      for (JsonNode record : page.path("records")) {
        assertThat(record.path("offset").asLong()).as("offsets are dense").isEqualTo(next);
        String value = record.path("value").asText();
        long number = Long.parseLong(value.substring(value.indexOf('-') + 1));
        assertThat(lastOfKey.merge(record.path("key").asText(), number, Math::max))
            .as("records of a key are in order")
            .isEqualTo(number);
        found.put(new Place(partition, next), value);
        next++;
      }
    }
  }
}
