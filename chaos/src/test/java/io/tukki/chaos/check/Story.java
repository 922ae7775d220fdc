package io.tukki.chaos.check;

import io.tukki.chaos.history.Event;
import io.tukki.chaos.history.Event.Began;
import io.tukki.chaos.history.Event.Ended;
import io.tukki.chaos.history.Event.PartitionNamed;
import io.tukki.chaos.history.Event.Place;
import io.tukki.chaos.history.Event.Polled;
import io.tukki.chaos.history.Event.PowerLost;
import io.tukki.chaos.history.Event.Promise;
import io.tukki.chaos.history.Event.ReadToEnd;
import io.tukki.chaos.history.Event.ReaderKind;
import io.tukki.chaos.history.Event.ReaderStarted;
import io.tukki.chaos.history.Event.Sent;
import io.tukki.chaos.history.Event.Survivor;
import io.tukki.chaos.history.Event.Warned;
import io.tukki.chaos.history.History;
import io.tukki.chaos.history.Outcome;
import io.tukki.chaos.history.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A history of one partition, told by hand: one producer per lane, a tick of the clock per event.
 */
final class Story {

  static final int PARTITION = 7;

  private final List<Event> events = new ArrayList<>();
  private final List<Integer> finalReaders = new ArrayList<>();
  private long nowUs = 1_700_000_000_000_000L;

  private Story(Promise promise) {
    events.add(new Began(tick(), promise, "by hand"));
    events.add(new PartitionNamed(PARTITION, "orders-0"));
  }

  static Story withAcksAll() {
    return new Story(Promise.KEPT);
  }

  static Story withAcksOne() {
    return new Story(Promise.MAY_BE_CUT);
  }

  private long tick() {
    nowUs += 1_000;
    return nowUs;
  }

  Story sent(int lane, long sequence, Outcome outcome) {
    return sent(lane, sequence, 1, outcome);
  }

  Story sent(int lane, long firstSequence, int count, Outcome outcome) {
    long invoked = tick();
    events.add(new Sent(lane, PARTITION, firstSequence, count, invoked, tick(), outcome));
    return this;
  }

  Story acknowledged(int lane, long sequence, long offset) {
    return sent(lane, sequence, new Outcome.Acknowledged(offset));
  }

  Story reader(int reader) {
    events.add(new ReaderStarted(reader, PARTITION, ReaderKind.LIVE, tick()));
    return this;
  }

  Story finalReader(int reader) {
    events.add(new ReaderStarted(reader, PARTITION, ReaderKind.FINAL, tick()));
    finalReaders.add(reader);
    return this;
  }

  Story passing(Duration time) {
    nowUs += time.toNanos() / 1_000;
    return this;
  }

  /** Of all nodes; what is acknowledged later was stored after they were started again. */
  Story powerCut(Duration window, Survivor... left) {
    long at = tick();
    events.add(new PowerLost(at, tick(), window.toNanos() / 1_000, PARTITION, Arrays.asList(left)));
    return this;
  }

  static Survivor on(int node, int epoch, long end) {
    return new Survivor(node, epoch, end);
  }

  Story said(Place... places) {
    for (Place place : places) {
      events.add(new Warned(tick(), PARTITION, place));
    }
    return this;
  }

  Story saidEverywhere() {
    return said(Place.values());
  }

  Story polled(int reader, Run... runs) {
    events.add(new Polled(reader, tick(), Arrays.asList(runs)));
    return this;
  }

  static Run at(long offset, int lane, long sequence) {
    return new Run(offset, lane, sequence, 1);
  }

  History history() {
    List<Event> all = new ArrayList<>(events);
    finalReaders.forEach(reader -> all.add(new ReadToEnd(reader, tick())));
    all.add(new Ended(tick()));
    return History.of(all);
  }

  History historyThatBreaksOff() {
    return History.of(events);
  }

  Verdict verdict() {
    return judge(history());
  }

  Verdict verdictOnWhatThereIs() {
    return judge(historyThatBreaksOff());
  }

  private static Verdict judge(History history) {
    try {
      return new Checker(1_000).check(history);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
