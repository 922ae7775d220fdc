package io.tukki.chaos.check;

import io.tukki.chaos.history.Event.Polled;
import io.tukki.chaos.history.Event.Promise;
import io.tukki.chaos.history.Event.ReaderKind;
import io.tukki.chaos.history.Event.ReaderStarted;
import io.tukki.chaos.history.Event.Sent;
import io.tukki.chaos.history.Outcome.Acknowledged;
import io.tukki.chaos.history.Run;
import io.tukki.chaos.history.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules, for one partition. Events are handed in as they stand in the history; what can only be
 * judged at the end, in {@link #finish}.
 */
final class PartitionCheck {

  /** More gaps than any run of sane length has changes of leaders; each is a few dozen bytes. */
  private static final int MAX_GAPS = 1_000_000;

  private final int partition;
  private final Promise promise;
  private final Findings findings;

  /** Packed value + 1 by offset: the version order. */
  private final LongTable values = new LongTable();

  private final Map<Integer, Lane> lanes = new TreeMap<>();
  private final Map<Integer, Session> sessions = new HashMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private long highestRead = -1;
  private boolean hasFinalReader;

  PartitionCheck(int partition, Promise promise, Findings findings) {
    this.partition = partition;
    this.promise = promise;
    this.findings = findings;
  }

  /** One reader of this partition, and where it stands. */
  private static final class Session {
    private final ReaderKind kind;
    private long next;
    private boolean begun;

    Session(ReaderKind kind) {
      this.kind = kind;
      // A final reader reads from the first record on, so what it lacks in front it has skipped.
      begun = kind == ReaderKind.FINAL;
    }
  }

  private record Gap(int reader, long from, long to) {}

  private Lane lane(int lane) {
    return lanes.computeIfAbsent(lane, number -> new Lane());
  }

  void sent(Sent sent) {
    lane(sent.lane()).sent(sent.firstSequence(), sent.count(), sent.outcome());
    if (promise == Promise.KEPT && sent.outcome() instanceof Acknowledged(long firstOffset)) {
      for (int i = 0; i < sent.count(); i++) {
        place(firstOffset + i, sent.lane(), sent.firstSequence() + i);
      }
    }
  }

  void started(ReaderStarted started) {
    sessions.put(started.reader(), new Session(started.kind()));
    hasFinalReader |= started.kind() == ReaderKind.FINAL;
  }

  void polled(Polled polled) {
    Session session =
        sessions.computeIfAbsent(polled.reader(), reader -> new Session(ReaderKind.LIVE));
    boolean first = true;
    for (Run run : polled.runs()) {
      follow(session, polled.reader(), run, first);
      read(run, session.kind == ReaderKind.FINAL);
      first = false;
    }
  }

  private void follow(Session session, int reader, Run run, boolean firstOfPoll) {
    if (session.begun && run.firstOffset() < session.next) {
      Anomaly anomaly =
          firstOfPoll ? Anomaly.NONMONOTONIC_POLL_EXTERNAL : Anomaly.NONMONOTONIC_POLL_INTERNAL;
      findings.add(
          anomaly,
          partition,
          () ->
              "reader %d stood at %d and got %d".formatted(reader, session.next, run.firstOffset()),
          List.of(),
          List.of(run.firstOffset(), session.next - 1));
    } else if (session.begun && run.firstOffset() > session.next && gaps.size() < MAX_GAPS) {
      gaps.add(new Gap(reader, session.next, run.firstOffset() - 1));
    }
    session.begun = true;
    session.next = run.lastOffset() + 1;
  }

  private void read(Run run, boolean byFinalReader) {
    Lane lane = lane(run.lane());
    for (int i = 0; i < run.count(); i++) {
      long offset = run.firstOffset() + i;
      long sequence = run.firstSequence() + i;
      if (lane.isReadElsewhere(sequence, offset)) {
        duplicate(new Value(run.lane(), sequence), lane.readAt(sequence), offset, "read");
      }
      lane.read(sequence, offset, byFinalReader);
      place(offset, run.lane(), sequence);
    }
    highestRead = Math.max(highestRead, run.lastOffset());
  }

  private void place(long offset, int lane, long sequence) {
    long value = Value.pack(lane, sequence) + 1;
    long before = values.get(offset);
    if (before == 0) {
      values.set(offset, value);
    } else if (before != value) {
      Value one = Value.unpack(before - 1);
      Value other = new Value(lane, sequence);
      findings.add(
          Anomaly.INCONSISTENT_OFFSETS,
          partition,
          () -> "offset %d held %s and %s".formatted(offset, one, other),
          List.of(one, other),
          List.of(offset));
    }
  }

  private void duplicate(Value value, long one, long other, String how) {
    findings.add(
        Anomaly.DUPLICATE,
        partition,
        () -> "value %s at offset %d, and %s at %d".formatted(value, one, how, other),
        List.of(value),
        List.of());
  }

  void finish() {
    lanes.forEach(
        (number, lane) -> {
          judgeSends(number, lane);
          judgeReads(number, lane);
        });
    gaps.forEach(this::judgeGap);
  }

  private void judgeSends(int number, Lane lane) {
    long[] last = {-1, -1}; // The sequence and offset of the last acknowledged send.
    lane.forEachSent(
        (sequence, told) -> {
          if (!Lane.isAcknowledged(told)) {
            return;
          }
          Value value = new Value(number, sequence);
          if (!lane.isRead(sequence)) {
            neverRead(value, told);
          }
          if (!Lane.hasOffset(told)) {
            return;
          }
          long offset = Lane.offset(told);
          if (promise == Promise.KEPT && lane.isReadElsewhere(sequence, offset)) {
            duplicate(value, offset, lane.readAt(sequence), "read");
          }
          if (last[0] >= 0 && offset <= last[1]) {
            nonmonotonic(new Value(number, last[0]), last[1], value, offset);
          }
          last[0] = sequence;
          last[1] = offset;
        });
  }

  private void neverRead(Value value, long told) {
    boolean passed = Lane.hasOffset(told) && Lane.offset(told) <= highestRead;
    List<Long> around =
        Lane.hasOffset(told)
            ? List.of(Lane.offset(told), Math.max(0, Lane.offset(told) - 1), highestRead)
            : List.of(Math.max(0, highestRead));
    findings.add(
        passed ? Anomaly.LOST_WRITE : Anomaly.UNSEEN,
        partition,
        () ->
            "value %s was acknowledged%s, nobody read it, the highest offset read is %d"
                .formatted(
                    value,
                    Lane.hasOffset(told) ? " at offset " + Lane.offset(told) : "",
                    highestRead),
        List.of(value),
        around);
  }

  private void nonmonotonic(Value one, long oneOffset, Value other, long otherOffset) {
    findings.add(
        Anomaly.NONMONOTONIC_SEND,
        partition,
        () ->
            "value %s got offset %d, and the later %s got %d"
                .formatted(one, oneOffset, other, otherOffset),
        List.of(one, other),
        List.of());
  }

  private void judgeReads(int number, Lane lane) {
    lane.forEachRead(
        (sequence, offset) -> {
          Value value = new Value(number, sequence);
          long told = lane.told(sequence);
          if (told == Lane.FAILED) {
            readAmiss(Anomaly.ABORTED_READ, value, offset);
          } else if (told == Lane.NEVER_SENT) {
            readAmiss(Anomaly.UNSENT_READ, value, offset);
          }
          if (hasFinalReader && !lane.isReadByFinalReader(sequence)) {
            readAmiss(Anomaly.VANISHED, value, offset);
          }
        });
  }

  private void readAmiss(Anomaly anomaly, Value value, long offset) {
    findings.add(
        anomaly,
        partition,
        () -> "value %s was read at offset %d".formatted(value, offset),
        List.of(value),
        List.of(offset));
  }

  /** What nobody read is lost, not skipped; what only an acknowledgement knows of likewise. */
  private void judgeGap(Gap gap) {
    for (long offset = gap.from(); offset <= Math.min(gap.to(), highestRead); offset++) {
      long packed = values.get(offset);
      if (packed == 0) {
        continue;
      }
      Value value = Value.unpack(packed - 1);
      Lane lane = lane(value.lane());
      if (lane.isRead(value.sequence()) && lane.readAt(value.sequence()) == offset) {
        long skipped = offset;
        findings.add(
            Anomaly.POLL_SKIP,
            partition,
            () ->
                "reader %d went from %d to %d, past value %s at %d"
                    .formatted(gap.reader(), gap.from() - 1, gap.to() + 1, value, skipped),
            List.of(value),
            List.of(gap.from() - 1, skipped, gap.to() + 1));
        return;
      }
    }
  }
}
