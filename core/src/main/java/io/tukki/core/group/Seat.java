package io.tukki.core.group;

import io.tukki.core.id.MemberId;
import io.tukki.core.result.Refusal;
import java.util.Optional;

/**
 * A member of a classic group as it is right now: what it said last, and what it waits for. Nothing
 * of it is durable but what a generation's beginning writes down.
 */
final class Seat {

  private static final long NEVER_MS = Long.MAX_VALUE;

  private ClassicMember member;
  private boolean isNew;
  private long expiresAtMs = NEVER_MS;
  private Optional<Ticket> joining = Optional.empty();
  private Optional<Ticket> syncing = Optional.empty();

  Seat(ClassicMember member, boolean isNew) {
    this.member = member;
    this.isNew = isNew;
  }

  ClassicMember member() {
    return member;
  }

  MemberId id() {
    return member.id();
  }

  boolean isJoining() {
    return joining.isPresent();
  }

  /** Whoever waited under this name until now is told to come again. */
  void join(ClassicMember asItIsNow, Ticket ticket, Turn turn) {
    joining.ifPresent(earlier -> turn.refuse(earlier, Faults.rebalancing()));
    member = asItIsNow;
    joining = Optional.of(ticket);
  }

  void sync(Ticket ticket, Turn turn) {
    refuseSync(Faults.rebalancing(), turn);
    syncing = Optional.of(ticket);
  }

  void answerJoin(GroupReply reply, Turn turn) {
    joining.ifPresent(ticket -> turn.answer(ticket, reply));
    joining = Optional.empty();
    isNew = false;
  }

  void answerSync(GroupReply reply, Turn turn) {
    if (syncing.isPresent()) {
      turn.answer(syncing.get(), reply);
      syncing = Optional.empty();
      heard(turn);
    }
  }

  void refuseSync(Refusal refusal, Turn turn) {
    if (syncing.isPresent()) {
      turn.refuse(syncing.get(), refusal);
      syncing = Optional.empty();
      heard(turn);
    }
  }

  void refuseAll(Refusal refusal, Turn turn) {
    joining.ifPresent(ticket -> turn.refuse(ticket, refusal));
    joining = Optional.empty();
    refuseSync(refusal, turn);
  }

  /** A sign of life: the session starts anew. */
  void heard(Turn turn) {
    expireAt(turn.nowMs() + member.sessionTimeoutMs(), turn);
  }

  void expireAt(long atMs, Turn turn) {
    expiresAtMs = turn.wakeAt(atMs);
  }

  /**
   * A member that waits for an answer cannot send heartbeats and is taken for alive; but one that
   * was never told its name may have died without anybody being able to tell.
   */
  boolean isExpired(long nowMs) {
    boolean excused = !isNew && (joining.isPresent() || syncing.isPresent());
    return nowMs >= expiresAtMs && !excused;
  }

  long expiresAtMs() {
    return expiresAtMs;
  }
}
