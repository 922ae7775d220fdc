package io.tukki.actors.partition.remote;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What {@code tukki.partition.remote} says; {@code reference.conf} explains each.
 *
 * @param maxInFlight requests to one node that are not answered yet
 * @param maxInFlightBytes what they carry, or may be answered
 * @param maxFetchBytes one fetch from another node, but always one batch
 * @param maxTailFetchBytes the same for one that reads on at the end, and so may wait
 * @param pieceBytes of a batch in one message
 * @param answerTimeout how long an answer may take beyond what the question itself allows
 * @param deadlineCheckInterval how late a missed deadline may be noticed
 */
public record RemoteSettings(
    int maxInFlight,
    long maxInFlightBytes,
    int maxFetchBytes,
    int maxTailFetchBytes,
    int pieceBytes,
    Duration answerTimeout,
    Duration deadlineCheckInterval) {

  /**
   * @param config the section {@code tukki.partition}
   */
  public static RemoteSettings of(Config config) {
    return new RemoteSettings(
        config.getInt("remote.max-in-flight"),
        config.getBytes("remote.max-in-flight-bytes"),
        Math.toIntExact(config.getBytes("remote.max-fetch-bytes")),
        Math.toIntExact(config.getBytes("remote.max-tail-fetch-bytes")),
        Math.toIntExact(config.getBytes("remote.piece-bytes")),
        config.getDuration("remote.answer-timeout"),
        config.getDuration("deadline-check-interval"));
  }
}
