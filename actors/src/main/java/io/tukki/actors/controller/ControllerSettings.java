package io.tukki.actors.controller;

import com.typesafe.config.Config;
import io.tukki.core.cluster.ClusterRules;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code tukki.controller}; what each means is said in {@code reference.conf}.
 *
 * @param role where the singleton may run; empty for every node
 * @param restartBackoff how long the controller waits before it starts again after its log failed
 */
public record ControllerSettings(
    ClusterRules rules,
    Optional<String> role,
    int snapshotEveryEvents,
    int retainedEvents,
    int pageWeight,
    Requests requests,
    Backoff restartBackoff,
    MoveSettings moves) {

  /**
   * @param maxInFlight requests of this node that the controller has not answered yet
   * @param reportTimeout how long a report on moves is waited for
   * @param timeout how long a request waits for the controller and for this node's image
   */
  public record Requests(
      int maxInFlight,
      Duration timeout,
      Duration reportTimeout,
      Duration registrationRetryInterval) {}

  public record Backoff(Duration min, Duration max) {}

  /**
   * @param section {@code tukki.controller}
   */
  public static ControllerSettings of(Config section) {
    return new ControllerSettings(
        new ClusterRules(
            section.getInt("shards-per-replication-factor"),
            section.getInt("default-partitions"),
            section.getInt("default-replication-factor"),
            section.getInt("max-partitions-per-request"),
            section.getInt("max-partitions-per-cluster")),
        Optional.of(section.getString("role")).filter(role -> !role.isEmpty()),
        section.getInt("snapshot-every-events"),
        section.getInt("retained-events"),
        section.getInt("page-weight"),
        new Requests(
            section.getInt("requests.max-in-flight"),
            section.getDuration("requests.timeout"),
            section.getDuration("requests.report-timeout"),
            section.getDuration("requests.registration-retry-interval")),
        new Backoff(
            section.getDuration("restart-backoff.min"), section.getDuration("restart-backoff.max")),
        MoveSettings.of(section));
  }
}
