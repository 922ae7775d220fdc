package io.tukki.core.group;

import io.tukki.core.result.GroupFault;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * One command's turn: what it has come to so far. What happens is taken into the state at once, so
 * that whatever is decided later in the turn knows it.
 */
final class Turn {

  private final long nowMs;
  private final List<GroupEvent> events = new ArrayList<>();
  private final List<GroupStep.Answer> answers = new ArrayList<>();
  private GroupState state;
  private long wakeAtMs = Long.MAX_VALUE;

  Turn(GroupState state, long nowMs) {
    this.state = state;
    this.nowMs = nowMs;
  }

  long nowMs() {
    return nowMs;
  }

  GroupState state() {
    return state;
  }

  void happened(GroupEvent event) {
    events.add(event);
    state = state.apply(event);
  }

  void answer(Ticket ticket, GroupReply reply) {
    answers.add(new GroupStep.Answer(ticket, Result.ok(reply)));
  }

  void refuse(Ticket ticket, Refusal refusal) {
    answers.add(new GroupStep.Answer(ticket, Result.refused(refusal)));
  }

  void refuse(Ticket ticket, GroupFault fault, String message) {
    refuse(ticket, new Refusal.GroupRefused(fault, message));
  }

  /** The group must be told the time at this time at the latest. */
  long wakeAt(long atMs) {
    wakeAtMs = Math.min(wakeAtMs, atMs);
    return atMs;
  }

  long wakeAtMs() {
    return wakeAtMs;
  }

  GroupStep step() {
    return new GroupStep(events, answers);
  }
}
