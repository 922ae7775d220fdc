package io.tukki.chaos.check;

import io.tukki.chaos.check.Verdict.Shown;
import io.tukki.chaos.history.Event;
import io.tukki.chaos.history.Event.Polled;
import io.tukki.chaos.history.Event.ReaderStarted;
import io.tukki.chaos.history.Event.Sent;
import io.tukki.chaos.history.History;
import io.tukki.chaos.history.Run;
import io.tukki.chaos.history.Value;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Picks from the history the few events that show what was found. */
final class Evidence {

  private static final int MAX_EVENTS_PER_FINDING = 12;

  private final Finding finding;
  private final List<String> events = new ArrayList<>();

  private Evidence(Finding finding) {
    this.finding = finding;
  }

  static List<Shown> collect(History history, List<Finding> findings) throws IOException {
    if (findings.isEmpty()) {
      return List.of();
    }
    List<Evidence> all = findings.stream().map(Evidence::new).toList();
    Map<Integer, Integer> partitionOfReader = new HashMap<>();
    history.replay(
        event -> {
          if (event instanceof ReaderStarted started) {
            partitionOfReader.put(started.reader(), started.partition());
          }
          all.forEach(evidence -> evidence.look(event, partitionOfReader));
        });
    return all.stream().map(evidence -> new Shown(evidence.finding, evidence.events)).toList();
  }

  private void look(Event event, Map<Integer, Integer> partitionOfReader) {
    if (events.size() >= MAX_EVENTS_PER_FINDING) {
      return;
    }
    if (event instanceof Sent sent
        && sent.partition() == finding.partition()
        && finding.values().stream().anyMatch(value -> holds(sent, value))) {
      events.add(
          "sent    %s..%s  %s  (%d records, lane %d from %d on)"
              .formatted(
                  time(sent.invokedUs()),
                  time(sent.endedUs()),
                  sent.outcome(),
                  sent.count(),
                  sent.lane(),
                  sent.firstSequence()));
    } else if (event instanceof Polled polled
        && Integer.valueOf(finding.partition()).equals(partitionOfReader.get(polled.reader()))) {
      List<Run> runs = polled.runs().stream().filter(this::matters).toList();
      if (!runs.isEmpty()) {
        events.add(
            "read    %s by reader %d: %s".formatted(time(polled.atUs()), polled.reader(), runs));
      }
    }
  }

  private static boolean holds(Sent sent, Value value) {
    return sent.lane() == value.lane()
        && value.sequence() >= sent.firstSequence()
        && value.sequence() < sent.firstSequence() + sent.count();
  }

  private boolean matters(Run run) {
    return finding.offsets().stream()
            .anyMatch(offset -> offset >= run.firstOffset() && offset <= run.lastOffset())
        || finding.values().stream()
            .anyMatch(
                value ->
                    value.lane() == run.lane()
                        && value.sequence() >= run.firstSequence()
                        && value.sequence() < run.firstSequence() + run.count());
  }

  private static String time(long us) {
    return Instant.EPOCH.plusNanos(us * 1_000).toString().substring(11, 23);
  }
}
