package io.tukki.actors.controller;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The section {@code tukki.controller.moves}; what each means is said in {@code reference.conf}.
 *
 * @param maxConcurrent relocations that are carried out at once
 * @param partitionsAtOnce logs of one relocation whose voters change at once
 * @param retryInterval how often a node that has not answered is asked again
 * @param tendInterval how often the controller looks after nodes that are away or being emptied
 * @param replaceAfter how long a node is away before it is replaced
 */
public record MoveSettings(
    int maxConcurrent,
    int partitionsAtOnce,
    Duration retryInterval,
    Duration tendInterval,
    Duration replaceAfter) {

  /**
   * @param section {@code tukki.controller}
   */
  static MoveSettings of(Config section) {
    return new MoveSettings(
        section.getInt("moves.max-concurrent"),
        section.getInt("moves.partitions-at-once"),
        section.getDuration("moves.retry-interval"),
        section.getDuration("moves.tend-interval"),
        section.getDuration("replace-after"));
  }
}
