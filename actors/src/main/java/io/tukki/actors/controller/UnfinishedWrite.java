package io.tukki.actors.controller;

import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.cluster.ClusterImage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The one write that the controller has under way, and what became of it when that ended with a
 * failure: a change of the log's voters ends the reign under which it was asked for, for one. The
 * controller recovers then, and what it finds is final, since a majority agreed to it. So whoever
 * asked need not be told that nobody knows. Part of the controller's actor; its thread only.
 */
final class UnfinishedWrite {

  /** What to do about it after a recovery. */
  sealed interface Outcome {
    /** There was none, or its asker has given up, or others have written since. */
    record Settled() implements Outcome {}

    /** Nothing of it is there, nor will be. */
    record Again(ControllerCommand command) implements Outcome {}

    /** All of it is there. */
    record Stored(LongConsumer reply, long version) implements Outcome {}
  }

  private record Write(
      ControllerCommand command,
      long version,
      List<ClusterEvent> events,
      LongConsumer reply,
      long sinceNanos) {

    boolean isHere(ClusterImage before, ClusterEvent event) {
      long index = before.version() - version;
      return index >= 0 && index < events.size() && events.get((int) index).equals(event);
    }
  }

  private final Duration patience;
  private Optional<ControllerCommand> command = Optional.empty();
  private Optional<Write> write = Optional.empty();
  private int found;

  /**
   * @param patience how long somebody waits for an answer
   */
  UnfinishedWrite(Duration patience) {
    this.patience = patience;
  }

  /** What is handled from here on, and may write. */
  void asked(ControllerCommand next) {
    command = Optional.of(next);
  }

  void begins(ClusterImage before, List<ClusterEvent> events, LongConsumer reply, long nowNanos) {
    write = command.map(asked -> new Write(asked, before.version(), events, reply, nowNanos));
    found = 0;
  }

  /** The log is read anew. What was found so far was Pekko, which applies events in advance. */
  void failed() {
    found = 0;
  }

  void ends() {
    write = Optional.empty();
  }

  /** Each event that is applied, by a recovery for one. */
  void replayed(ClusterImage before, ClusterEvent event) {
    if (write.isPresent() && write.get().isHere(before, event)) {
      found++;
    }
  }

  /** To be asked once per recovery. */
  Outcome afterRecovery(ClusterImage image, long nowNanos) {
    Optional<Write> unfinished = write.filter(open -> isAwaited(open, nowNanos));
    int here = found;
    ends();
    return unfinished
        .<Outcome>map(
            open -> {
              long after = open.version() + open.events().size();
              if (image.version() == open.version()) {
                return new Outcome.Again(open.command());
              }
              return here == open.events().size()
                  ? new Outcome.Stored(open.reply(), after)
                  : new Outcome.Settled();
            })
        .orElseGet(Outcome.Settled::new);
  }

  private boolean isAwaited(Write open, long nowNanos) {
    return nowNanos - open.sinceNanos() < patience.toNanos();
  }
}
