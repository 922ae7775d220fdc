package io.tukki.chaos.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.chaos.cluster.Cluster;
import io.tukki.chaos.cluster.DiskSurvey;
import io.tukki.chaos.cluster.Node;
import io.tukki.chaos.cluster.Pause;
import io.tukki.chaos.fault.Nemesis;
import io.tukki.chaos.history.Event.Place;
import io.tukki.chaos.history.Event.PowerLost;
import io.tukki.chaos.history.Event.Survivor;
import io.tukki.chaos.history.Event.Warned;
import io.tukki.chaos.history.HistoryLog;
import io.tukki.chaos.load.Clock;
import io.tukki.chaos.load.Door;
import io.tukki.chaos.load.Door.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes down what a power cut left on the disks, and what the cluster says of it afterwards, where
 * an operator would look. For one thread.
 */
final class PowerWatch implements Nemesis.Witness {

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private static final Pattern IN_LOG =
      Pattern.compile("Log 'partition\\|[^']*-(\\d+)' may lack records that were acknowledged");
  private static final Pattern IN_METRICS =
      Pattern.compile(
          "tukki_replica_alarms_total\\{[^}]*trouble=\"committed-may-be-lost\"[^}]*} ([0-9.]+)");

  private final Cluster cluster;
  private final Door door;
  private final HistoryLog history;
  private final Duration window;

  private final Map<Integer, List<Survivor>> survivors = new TreeMap<>();

  /** How long each node's log was when it died. */
  private final Map<Integer, Long> logBytes = new HashMap<>();

  private long lostUs;

  /**
   * @param window for how long what was acknowledged may not be on disk yet
   */
  PowerWatch(Cluster cluster, Door door, HistoryLog history, Duration window) {
    this.cluster = cluster;
    this.door = door;
    this.history = history;
    this.window = window;
  }

  @Override
  public void powerIsLost() {
    lostUs = Clock.nowUs();
  }

  @Override
  public void unflushedIsLost() {
    survivors.clear();
    for (Node node : cluster.nodes()) {
      logBytes.put(node.number(), sizeOf(node.log()));
      DiskSurvey.of(node.dataDirectory())
          .forEach(
              (partition, tail) ->
                  survivors
                      .computeIfAbsent(partition, number -> new ArrayList<>())
                      .add(new Survivor(node.number(), tail.epoch(), tail.end())));
    }
  }

  @Override
  public void powerComesBack() {
    long backUs = Clock.nowUs();
    long windowUs = TimeUnit.NANOSECONDS.toMicros(window.toNanos());
    survivors.forEach(
        (partition, left) ->
            history.write(new PowerLost(lostUs, backUs, windowUs, partition, left)));
  }

  /** Once all partitions are led again. */
  void listen() {
    say(Place.LOG, inLogs());
    say(Place.STATUS, inStatus());
    // It does not say which: whoever wants to know reads the logs.
    if (isInMetrics()) {
      say(Place.METRIC, survivors.keySet());
    }
  }

  private void say(Place place, Set<Integer> partitions) {
    partitions.forEach(partition -> history.write(new Warned(Clock.nowUs(), partition, place)));
  }

  private Set<Integer> inLogs() {
    Set<Integer> partitions = new TreeSet<>();
    for (Node node : cluster.nodes()) {
      Matcher matcher = IN_LOG.matcher(logSinceTheCut(node));
      while (matcher.find()) {
        partitions.add(Integer.valueOf(matcher.group(1)));
      }
    }
    return partitions;
  }

  private String logSinceTheCut(Node node) {
    try {
      byte[] log = Files.readAllBytes(node.log());
      int from = (int) Math.min(log.length, logBytes.getOrDefault(node.number(), 0L));
      return new String(log, from, log.length - from, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As soon as every node has answered the one that is asked. */
  private Set<Integer> inStatus() {
    Set<Integer> partitions = new TreeSet<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean complete = false;
    while (!complete && System.nanoTime() < deadline) {
      for (Node node : cluster.nodes()) {
        if (door.get(node.uri(), "/v1/cluster", ANSWER_TIMEOUT) instanceof Answer.Got got) {
          JsonNode replication = got.body().path("replication");
          complete |= replication.has("unknown") && replication.path("unknown").isEmpty();
          for (JsonNode trouble : replication.path("troubles")) {
            if (trouble.path("trouble").asText().equals("committed-may-be-lost")) {
              partitions.add(trouble.path("partition").asInt());
            }
          }
        }
      }
      if (!complete) {
        Pause.of(BETWEEN_LOOKS);
      }
    }
    return partitions;
  }

  private boolean isInMetrics() {
    return cluster.nodes().stream()
        .flatMap(node -> door.text(node.uri(), "/metrics", ANSWER_TIMEOUT).stream())
        .map(IN_METRICS::matcher)
        .anyMatch(matcher -> matcher.find() && Double.parseDouble(matcher.group(1)) > 0);
  }
}
