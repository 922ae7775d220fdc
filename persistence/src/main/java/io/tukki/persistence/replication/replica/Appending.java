package io.tukki.persistence.replication.replica;

import io.tukki.persistence.replication.replica.Input.AppendRequest;
import io.tukki.persistence.replication.replica.Input.Wait;
import io.tukki.persistence.replication.replica.Output.Reason;
import io.tukki.persistence.replication.replica.Role.PendingAppend;
import io.tukki.persistence.replication.replica.Rules.Rule;
import java.util.ArrayList;
import java.util.List;

/** What a leader does for its clients. */
final class Appending {
  private Appending() {}

  static void request(Turn turn, AppendRequest append) {
    if (!(turn.role instanceof Role.Leading leading)) {
      turn.put(new Output.Refused(append.request(), Reason.NOT_LEADER));
      return;
    }
    if (leading.pending().size() >= turn.self.settings().maxPendingAppends()) {
      turn.put(new Output.Refused(append.request(), Reason.TOO_MANY_PENDING));
      return;
    }
    if (!isInPlace(turn, leading.reign().epoch(), append.entries())) {
      turn.put(new Output.Refused(append.request(), Reason.MISPLACED));
      return;
    }
    turn.append(append.entries());
    var pending = new ArrayList<>(leading.pending());
    pending.add(
        new PendingAppend(
            append.request(), turn.log.endOffset(), append.until(), append.minReplicas()));
    turn.role = new Role.Leading(leading.reign(), List.copyOf(pending), leading.changes());
  }

  private static boolean isInPlace(Turn turn, int epoch, List<Entry> entries) {
    long end = turn.log.endOffset();
    long ordinal = turn.log.nextOrdinal();
    for (Entry entry : entries) {
      if (entry.baseOffset() != end || entry.ordinal() != ordinal || entry.epoch() != epoch) {
        return false;
      }
      end = entry.endOffset();
      ordinal++;
    }
    return !entries.isEmpty();
  }

  /** Answers what is done. */
  static Role.Leading acknowledge(Turn turn, Role.Leading leading) {
    if (leading.pending().isEmpty()) {
      return leading;
    }
    var quorum = new Quorum(turn, leading.reign());
    var waiting = new ArrayList<PendingAppend>();
    for (PendingAppend append : leading.pending()) {
      if (isDone(turn, quorum, append)) {
        turn.put(new Output.Acknowledged(append.request(), append.endOffset()));
      } else {
        waiting.add(append);
      }
    }
    return waiting.size() == leading.pending().size()
        ? leading
        : new Role.Leading(leading.reign(), List.copyOf(waiting), leading.changes());
  }

  private static boolean isDone(Turn turn, Quorum quorum, PendingAppend append) {
    if (append.until() == Wait.LOCAL || !turn.keep(Rule.ACKNOWLEDGE_COMMITTED)) {
      return turn.isDurableTo(append.endOffset());
    }
    boolean enough =
        quorum.holding(append.endOffset()) >= append.minReplicas() || !turn.keep(Rule.MIN_REPLICAS);
    return turn.highWatermark >= append.endOffset() && enough;
  }

  static void trim(Turn turn, LogStart start) {
    boolean committed =
        start.offset() <= turn.highWatermark || !turn.keep(Rule.TRIM_BELOW_HIGH_WATERMARK);
    if (turn.role instanceof Role.Leading && committed && start.offset() <= turn.log.endOffset()) {
      turn.trimTo(start);
    }
  }
}
