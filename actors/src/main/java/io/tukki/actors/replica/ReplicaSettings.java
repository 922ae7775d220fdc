package io.tukki.actors.replica;

import com.typesafe.config.Config;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The section {@code tukki.replica-agent}; what each means is said in {@code reference.conf}.
 *
 * @param readyWithinRecords a follower that is no further behind can lead at once
 * @param maxHandOvers shards that change their leading node at a time
 * @param handOverPatience how long a shard that was let go of counts among those
 * @param maxTroubles partitions that a report names
 * @param answerTimeout how long who asks waits for an agent
 */
public record ReplicaSettings(
    long readyWithinRecords,
    int maxHandOvers,
    Duration handOverPatience,
    int maxTroubles,
    Duration answerTimeout) {

  /** What the system's configuration says. */
  public static ReplicaSettings of(ActorSystem<?> system) {
    return of(system.settings().config().getConfig("tukki.replica-agent"));
  }

  /**
   * @param section {@code tukki.replica-agent}
   */
  public static ReplicaSettings of(Config section) {
    return new ReplicaSettings(
        section.getLong("ready-within-records"),
        section.getInt("max-hand-overs"),
        section.getDuration("hand-over-patience"),
        section.getInt("max-troubles"),
        section.getDuration("answer-timeout"));
  }
}
