package io.tukki.actors.partition;

import io.tukki.actors.partition.PartitionCommand.Append;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.Verdict;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The appends of one partition that nobody has answered yet: those that wait for a round, those of
 * the round under way, and those that are persisted but not committed. Used from the front alone;
 * {@link AppendBudget} bounds all three.
 */
final class AppendQueue {

  private record Uncommitted(
      Verdict.Placed placed, long deadlineNanos, ReplyTo<AppendResult> replyTo) {}

  private final PartitionSettings.Appends bounds;
  private final ArrayDeque<Append> waiting = new ArrayDeque<>();
  private final PriorityQueue<Uncommitted> uncommitted =
      new PriorityQueue<>(Comparator.comparingLong(u -> u.placed().nextOffset()));
  private List<Append> round = List.of();

  AppendQueue(PartitionSettings.Appends bounds) {
    this.bounds = bounds;
  }

  void add(Append append) {
    waiting.add(append);
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  boolean hasUncommitted() {
    return !uncommitted.isEmpty();
  }

  boolean isEmpty() {
    return waiting.isEmpty() && round.isEmpty() && uncommitted.isEmpty();
  }

  /**
   * As many as one persist may take, in order. An append whose time is up is answered, and so never
   * written. Empty where nothing is left.
   */
  List<Append> startRound(long nowNanos) {
    List<Append> taken = new ArrayList<>(Math.min(waiting.size(), bounds.maxRound()));
    long bytes = 0;
    for (Append next = waiting.peek();
        next != null && taken.size() < bounds.maxRound();
        next = waiting.peek()) {
      long withNext = bytes + next.batch().sizeBytes();
      if (isLate(next.deadlineNanos(), nowNanos)) {
        next.replyTo().refuse(Refusals.droppedUnwritten(Optional.empty()));
      } else if (taken.isEmpty() || withNext <= bounds.maxRoundBytes()) {
        taken.add(next);
        bytes = withNext;
      } else {
        break;
      }
      waiting.remove();
    }
    round = taken;
    return taken;
  }

  /** The round is persisted; its appends are still to be answered. */
  List<Append> endRound() {
    List<Append> done = round;
    round = List.of();
    return done;
  }

  /** Answers a persisted round: now, or once the high watermark is there. */
  void answer(List<Append> done, List<Verdict> verdicts, long highWatermark, long logStartOffset) {
    for (int i = 0; i < done.size(); i++) {
      Append append = done.get(i);
      switch (verdicts.get(i)) {
        case Verdict.Denied(var refusal) -> append.replyTo().refuse(refusal);
        case Verdict.Placed placed -> {
          if (append.acks() == Acks.ALL && placed.nextOffset() > highWatermark) {
            uncommitted.add(new Uncommitted(placed, append.deadlineNanos(), append.replyTo()));
          } else {
            append.replyTo().tell(Result.ok(placed.answer(logStartOffset)));
          }
        }
      }
    }
  }

  void committed(long highWatermark, long logStartOffset) {
    for (Uncommitted next = uncommitted.peek();
        next != null && next.placed().nextOffset() <= highWatermark;
        next = uncommitted.peek()) {
      uncommitted.remove();
      next.replyTo().tell(Result.ok(next.placed().answer(logStartOffset)));
    }
  }

  /** Answers whose time is up; those of the round under way are persisted all the same. */
  void expire(long nowNanos, Optional<Refusal> why) {
    waiting.removeIf(append -> refuseIfLate(append, nowNanos, Refusals.droppedUnwritten(why)));
    round.forEach(append -> refuseIfLate(append, nowNanos, Refusals.timedOut()));
    uncommitted.removeIf(
        append -> {
          boolean late = isLate(append.deadlineNanos(), nowNanos);
          if (late) {
            append.replyTo().refuse(Refusals.timedOut());
          }
          return late;
        });
  }

  void refuseWaiting(Refusal refusal) {
    waiting.forEach(append -> append.replyTo().refuse(refusal));
    waiting.clear();
  }

  /** Of those that wait. */
  void refuseWhoWantsAll(Refusal refusal) {
    waiting.removeIf(
        append -> {
          boolean all = append.acks() == Acks.ALL;
          if (all) {
            append.replyTo().refuse(refusal);
          }
          return all;
        });
  }

  void refuseRound(Refusal refusal) {
    endRound().forEach(append -> append.replyTo().refuse(refusal));
  }

  /** The round was not written; it is the first to be written next. */
  void takeBackRound() {
    List<Append> round = endRound();
    for (int i = round.size() - 1; i >= 0; i--) {
      waiting.addFirst(round.get(i));
    }
  }

  /** The partition stops: nobody here will hear what becomes of what is under way. */
  void giveUp() {
    endRound().forEach(append -> append.replyTo().refuse(Refusals.unknownOutcome()));
    uncommitted.forEach(append -> append.replyTo().refuse(Refusals.unknownOutcome()));
    uncommitted.clear();
  }

  private static boolean refuseIfLate(Append append, long nowNanos, Refusal refusal) {
    boolean late = isLate(append.deadlineNanos(), nowNanos);
    if (late) {
      append.replyTo().refuse(refusal);
    }
    return late;
  }

  private static boolean isLate(long deadlineNanos, long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }
}
