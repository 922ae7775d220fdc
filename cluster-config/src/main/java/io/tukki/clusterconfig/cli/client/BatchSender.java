package io.tukki.clusterconfig.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.CommandFailed;
import io.tukki.clusterconfig.cli.ExitCode;

/**
 * Sends one batch until each of its records is stored or refused for good. Asked to slow down, it
 * waits as long as it was told to and sends what is not stored again. An unknown outcome is not
 * tried again, since that could store records twice; it ends the upload.
 */
final class BatchSender {

  private static final String LINES = "application/x-ndjson";

  private final NodeClient node;
  private final String path;
  private final UploadSettings settings;
  private final UploadTally tally = new UploadTally();
  private volatile long storedSoFar;

  /** Records of earlier batches. */
  private long before;

  BatchSender(NodeClient node, String topic, UploadSettings settings) {
    this.node = node;
    this.settings = settings;
    this.path =
        "/v1/topics/%s/records?acks=%s&compression=%s"
            .formatted(
                NodeClient.segment(topic),
                NodeClient.segment(settings.acks()),
                NodeClient.segment(settings.compression()));
  }

  /** To be read once the sender has ended. */
  UploadTally tally() {
    return tally;
  }

  long storedSoFar() {
    return storedSoFar;
  }

  void send(LineBatch batch) {
    long deadlineNanos = System.nanoTime() + settings.patience().toNanos();
    LineBatch rest = batch;
    int sentBefore = 0;
    while (rest.lines() > 0) {
      Answer answer = node.post(path, LINES, rest.body());
      int understood = answer.isDone() ? count(answer, before + sentBefore) : 0;
      storedSoFar = tally.stored();
      sentBefore += understood;
      rest = rest.from(understood);
      if (rest.lines() > 0) {
        pauseOrFail(answer, deadlineNanos);
      }
    }
    before += batch.lines();
  }

  /** How many lines are done with, stored or refused. */
  private int count(Answer answer, long linesBefore) {
    for (JsonNode report : answer.lines()) {
      for (JsonNode range : report.path("partitions")) {
        tally.stored(range.path("partition").asInt(), range.path("records").asLong());
      }
      for (JsonNode refused : report.path("refused")) {
        tally.refused(
            linesBefore + refused.path("line").asLong(),
            refused.path("error").path("detail").asText());
      }
    }
    JsonNode summary = answer.json();
    tally.stored(summary.path("stored").asLong());
    return summary.path("lines").asInt();
  }

  private void pauseOrFail(Answer answer, long deadlineNanos) {
    if (!answer.isRetriable() || System.nanoTime() > deadlineNanos) {
      throw answer.refused();
    }
    try {
      Thread.sleep(answer.retryAfter());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.FAILED, "interrupted");
    }
  }
}
