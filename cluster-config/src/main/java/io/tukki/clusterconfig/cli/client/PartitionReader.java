package io.tukki.clusterconfig.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.text.JsonBytes;
import io.tukki.clusterconfig.cli.text.TextRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads one partition onwards from where it is told to start. Not thread-safe; calls block. */
public final class PartitionReader {

  /** The node bounds an answer by bytes as well. */
  private static final int MAX_RECORDS = 2_000;

  private final NodeClient node;
  private final String topic;
  private final int partition;
  private String position;

  private PartitionReader(NodeClient node, String topic, int partition, String position) {
    this.node = node;
    this.topic = topic;
    this.partition = partition;
    this.position = position;
  }

  static PartitionReader from(NodeClient node, String topic, int partition, StartAt start) {
    return new PartitionReader(node, topic, partition, start.parameter());
  }

  /**
   * The next records; none where there are none within the wait.
   *
   * @param wait zero does not wait for records to come
   */
  public Page read(Duration wait) {
    JsonNode answer =
        node.get(
            "/v1/topics/%s/partitions/%d/records?%s&limit=%d&wait=%dms"
                .formatted(
                    NodeClient.segment(topic), partition, position, MAX_RECORDS, wait.toMillis()));
    List<TextRecord> records = new ArrayList<>();
    for (JsonNode record : answer.path("records")) {
      records.add(record(record));
    }
    long nextOffset = answer.path("nextOffset").asLong();
    position = "offset=" + nextOffset;
    return new Page(records, nextOffset, answer.path("highWatermark").asLong());
  }

  public int partition() {
    return partition;
  }

  /**
   * @param nextOffset where the next page begins
   * @param highWatermark where the partition ended then
   */
  public record Page(List<TextRecord> records, long nextOffset, long highWatermark) {
    public Page {
      records = List.copyOf(records);
    }
  }

  private TextRecord record(JsonNode json) {
    return new TextRecord(
        topic,
        partition,
        json.path("offset").asLong(),
        json.path("timestamp").asLong(),
        JsonBytes.read(json.path("key")),
        JsonBytes.read(json.path("value")),
        JsonBytes.readHeaders(json.path("headers")));
  }
}
