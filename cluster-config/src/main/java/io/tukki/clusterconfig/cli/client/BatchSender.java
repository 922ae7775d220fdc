package io.tukki.clusterconfig.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.CommandFailed;
import io.tukki.clusterconfig.cli.ExitCode;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Sends one batch until all of it is stored, or something is refused for good. Asked to slow down,
 * it waits as long as it was told to and sends again what is not stored. An unknown outcome is not
 * tried again, since that could store records twice; it ends the upload.
 */
final class BatchSender {

  private static final String LINES = "application/x-ndjson";

  private final NodeClient node;
  private final String path;
  private final UploadSettings settings;
  private final UploadTally tally = new UploadTally();

  /** Records of earlier batches. */
  private long before;

  BatchSender(NodeClient node, String topic, UploadSettings settings) {
    this.node = node;
    this.settings = settings;
    this.path = path(topic, settings);
  }

  private static String path(String topic, UploadSettings settings) {
    String path =
        "/v1/topics/%s/records?acks=%s"
            .formatted(NodeClient.segment(topic), NodeClient.segment(settings.acks()));
    return settings
        .compression()
        .map(codec -> path + "&compression=" + NodeClient.segment(codec))
        .orElse(path);
  }

  /** To be read once the sender has ended. */
  UploadTally tally() {
    return tally;
  }

  void send(LineBatch batch) {
    long deadlineNanos = System.nanoTime() + settings.patience().toNanos();
    LineBatch rest = batch;
    while (true) {
      Answer answer = node.post(path, LINES, rest.body());
      if (answer.hasReports()) {
        count(answer);
      }
      if (answer.problem().isMissingNode()) {
        before += batch.lines();
        return;
      }
      if (!answer.isRetriable() || System.nanoTime() > deadlineNanos) {
        throw refused(answer, batch, rest);
      }
      if (answer.hasReports()) {
        rest = rest.only(notStored(answer, rest.lines()));
      }
      pause(answer);
    }
  }

  private void count(Answer answer) {
    for (JsonNode report : answer.documents()) {
      for (JsonNode range : report.path("partitions")) {
        tally.stored(range.path("partition").asInt(), range.path("records").asLong());
      }
    }
  }

  /** What was refused, and what lies behind the last line that was looked at. */
  private static SortedSet<Integer> notStored(Answer answer, int lines) {
    SortedSet<Integer> missing = new TreeSet<>();
    int done = 0;
    for (JsonNode report : answer.documents()) {
      report.path("refused").forEach(refused -> missing.add(refused.path("line").asInt()));
      done = Math.max(done, report.path("lastLine").asInt());
    }
    for (int line = done + 1; line <= lines; line++) {
      missing.add(line);
    }
    return missing;
  }

  private CommandFailed refused(Answer answer, LineBatch batch, LineBatch rest) {
    JsonNode line = answer.problem().path("line");
    String which =
        line.isNumber() && rest.lines() == batch.lines()
            ? "record %,d: ".formatted(before + line.asLong())
            : "";
    String stored =
        tally.stored() == 0 ? "" : " (%,d records are stored)".formatted(tally.stored());
    return new CommandFailed(ExitCode.FAILED, which + answer.detail() + stored);
  }

  private static void pause(Answer answer) {
    try {
      Thread.sleep(answer.retryAfter());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.FAILED, "interrupted");
    }
  }
}
