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
  private final Case given;
  private final Cuts cuts;
  private final Findings findings;
  private final PowerCheck power;

  /** Packed value + 1 by offset, for each life of offsets: the version order. */
  private final List<LongTable> values = new ArrayList<>();

  private final Map<Integer, Lane> lanes = new TreeMap<>();
  private final Map<Integer, Session> sessions = new HashMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private long highestRead = -1;

  PartitionCheck(int partition, Case given, Findings findings) {
    this.partition = partition;
    this.given = given;
    this.cuts = given.cuts();
    this.findings = findings;
    this.power = new PowerCheck(partition, given, findings);
    for (int life = 0; life <= cuts.lastEra(); life++) {
      values.add(new LongTable());
    }
  }

  /** One reader of this partition, and where it stands. */
  private static final class Session {
    private final ReaderKind kind;
    private long next;
    private int era;
    private boolean begun;

    Session(ReaderKind kind) {
      this.kind = kind;
      // A final reader reads from the first record on, so what it lacks in front it has skipped.
      begun = kind == ReaderKind.FINAL;
    }
  }

  private record Gap(int reader, int era, long from, long to) {
    boolean covers(long offset) {
      return from <= offset && offset <= to;
    }
  }

  private Lane lane(int lane) {
    return lanes.computeIfAbsent(lane, number -> new Lane());
  }

  void sent(Sent sent) {
    int era = cuts.era(sent.endedUs());
    lane(sent.lane()).sent(sent.firstSequence(), sent.count(), sent.outcome(), era);
    if (sent.outcome() instanceof Acknowledged(long firstOffset)) {
      power.acknowledged(sent, firstOffset, era);
      for (int i = 0; i < sent.count() && given.promise() == Promise.KEPT; i++) {
        place(firstOffset + i, era, sent.lane(), sent.firstSequence() + i);
      }
    }
  }

  void started(ReaderStarted started) {
    sessions.put(started.reader(), new Session(started.kind()));
  }

  void polled(Polled polled) {
    Session session =
        sessions.computeIfAbsent(polled.reader(), reader -> new Session(ReaderKind.LIVE));
    int era = cuts.era(polled.atUs());
    if (session.next > 0 && cuts.isLost(session.next - 1, session.era, era)) {
      // Where it stood is lost, and it may begin again wherever that is.
      session.begun = false;
    }
    session.era = era;
    boolean first = true;
    for (Run run : polled.runs()) {
      follow(session, polled.reader(), run, first);
      read(run, era, session.kind == ReaderKind.FINAL);
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
      gaps.add(new Gap(reader, session.era, session.next, run.firstOffset() - 1));
    }
    session.begun = true;
    session.next = run.lastOffset() + 1;
  }

  private void read(Run run, int era, boolean byFinalReader) {
    Lane lane = lane(run.lane());
    for (int i = 0; i < run.count(); i++) {
      long offset = run.firstOffset() + i;
      long sequence = run.firstSequence() + i;
      if (isReadElsewhere(lane, sequence, offset, era)) {
        duplicate(new Value(run.lane(), sequence), lane.readAt(sequence), offset, "read");
      }
      lane.read(sequence, offset, era, byFinalReader);
      place(offset, era, run.lane(), sequence);
    }
    highestRead = Math.max(highestRead, run.lastOffset());
  }

  /** At a place that was not lost before it stood, or was seen to stand, at the other. */
  private boolean isReadElsewhere(Lane lane, long sequence, long offset, int era) {
    if (!lane.isRead(sequence) || lane.readAt(sequence) == offset) {
      return false;
    }
    int readIn = lane.readIn(sequence);
    return readIn <= era
        ? !cuts.isLost(lane.readAt(sequence), readIn, era)
        : !cuts.isLost(offset, era, readIn);
  }

  private LongTable values(long offset, int era) {
    return values.get(cuts.life(offset, era));
  }

  private void place(long offset, int era, int lane, long sequence) {
    long value = Value.pack(lane, sequence) + 1;
    long before = values(offset, era).get(offset);
    if (before == 0) {
      values(offset, era).set(offset, value);
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
    power.finish();
  }

  private void judgeSends(int number, Lane lane) {
    long[] last = {-1, -1, 0}; // The last acknowledged send's sequence, offset and era.
    lane.forEachSent(
        (sequence, told) -> {
          if (!Lane.isAcknowledged(told)) {
            return;
          }
          Value value = new Value(number, sequence);
          int era = lane.toldIn(sequence);
          if (!lane.isRead(sequence)) {
            neverRead(value, told, era);
          }
          if (!Lane.hasOffset(told)) {
            return;
          }
          long offset = Lane.offset(told);
          if (given.promise() == Promise.KEPT && isReadElsewhere(lane, sequence, offset, era)) {
            duplicate(value, offset, lane.readAt(sequence), "read");
          }
          if (last[0] >= 0
              && offset <= last[1]
              && !cuts.isLost(last[1], (int) last[2], Math.max(era, (int) last[2]))) {
            nonmonotonic(new Value(number, last[0]), last[1], value, offset);
          }
          last[0] = sequence;
          last[1] = offset;
          last[2] = era;
        });
  }

  private void neverRead(Value value, long told, int era) {
    if (isTaken(told, era)) {
      return;
    }
    boolean passed = Lane.hasOffset(told) && isPassed(Lane.offset(told), era);
    if (!passed && !given.isReadToEnd()) {
      findings.cannotTell(Anomaly.UNSEEN);
      return;
    }
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

  /** By a power cut; where that was allowed {@link PowerCheck} has said. */
  private boolean isTaken(long told, int era) {
    if (Lane.hasOffset(told)) {
      return cuts.isLost(Lane.offset(told), era, cuts.lastEra());
    }
    return era < cuts.lastEra();
  }

  /** Readers went on behind it; as long as none has come to the end, one has to have been there. */
  private boolean isPassed(long offset, int era) {
    return given.isReadToEnd()
        ? offset <= highestRead
        : gaps.stream()
            .anyMatch(
                gap ->
                    gap.covers(offset) && gap.era() >= era && !cuts.isLost(offset, era, gap.era()));
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
            readUnsent(lane, value, offset);
          }
          int era = lane.readIn(sequence);
          if (Lane.hasOffset(told)
              && era > lane.toldIn(sequence)
              && cuts.isLost(Lane.offset(told), lane.toldIn(sequence), era)) {
            readAmiss(Anomaly.CAME_BACK, value, offset);
          }
          if (given.isReadToEnd()
              && !lane.isReadByFinalReader(sequence)
              && !cuts.isLost(offset, era, cuts.lastEra())) {
            readAmiss(Anomaly.VANISHED, value, offset);
          }
        });
  }

  /** A sender that was killed did not write down what it did last. */
  private void readUnsent(Lane lane, Value value, long offset) {
    if (given.isWhole().test(value.lane()) || lane.wasPassed(value.sequence())) {
      readAmiss(Anomaly.UNSENT_READ, value, offset);
    } else {
      findings.cannotTell(Anomaly.UNSENT_READ);
    }
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
      long packed = values(offset, gap.era()).get(offset);
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
