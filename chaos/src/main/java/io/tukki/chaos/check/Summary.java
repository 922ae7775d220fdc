package io.tukki.chaos.check;

import io.tukki.chaos.history.Event;
import io.tukki.chaos.history.Event.Began;
import io.tukki.chaos.history.Event.Ended;
import io.tukki.chaos.history.Event.Noted;
import io.tukki.chaos.history.Event.PartitionNamed;
import io.tukki.chaos.history.Event.Polled;
import io.tukki.chaos.history.Event.PowerLost;
import io.tukki.chaos.history.Event.Promise;
import io.tukki.chaos.history.Event.ReadToEnd;
import io.tukki.chaos.history.Event.ReaderKind;
import io.tukki.chaos.history.Event.ReaderStarted;
import io.tukki.chaos.history.Event.Sent;
import io.tukki.chaos.history.Event.Warned;
import io.tukki.chaos.history.History;
import io.tukki.chaos.history.Outcome;
import io.tukki.chaos.history.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How much a history holds, and how it went: what needs no table of records. */
public final class Summary {

  private final Map<Integer, String> names = new HashMap<>();
  private final Map<Integer, Long> recordsSent = new TreeMap<>();
  private final Map<Integer, AckTimes> ackTimes = new TreeMap<>();
  private final Map<Integer, Integer> partitionOfReader = new HashMap<>();
  private final Set<Integer> finalReaders = new HashSet<>();
  private final Set<Integer> readToEnd = new TreeSet<>();
  private final Map<Integer, List<PowerLost>> cuts = new HashMap<>();
  private final Map<Integer, List<Warned>> warnings = new HashMap<>();
  private final Writers writers = new Writers();
  private final AckTimes anyAckTimes = new AckTimes();
  private final Map<String, Long> notAcknowledged = new TreeMap<>();
  private Promise promise = Promise.KEPT;
  private long acknowledged;
  private long read;
  private long beganUs = Long.MAX_VALUE;
  private long firstAckUs = Long.MAX_VALUE;
  private long lastSendUs;

  private Summary() {}

  public static Summary of(History history) throws IOException {
    Summary summary = new Summary();
    history.replay(summary::look);
    return summary;
  }

  private void look(Event event) {
    writers.look(event);
    switch (event) {
      case Began(long atUs, Promise promised, String command) -> {
        beganUs = Math.min(beganUs, atUs);
        promise = promised;
      }
      case PartitionNamed(int partition, String name) -> names.put(partition, name);
      case Sent sent -> lookAtSent(sent);
      case ReaderStarted(int reader, int partition, ReaderKind kind, long atUs) -> {
        partitionOfReader.put(reader, partition);
        recordsSent.merge(partition, 0L, Long::sum);
        if (kind == ReaderKind.FINAL) {
          finalReaders.add(reader);
        }
      }
      case Polled polled -> polled.runs().forEach(run -> read += count(run));
      case ReadToEnd(int reader, long atUs) -> {
        if (finalReaders.contains(reader)) {
          readToEnd.add(Objects.requireNonNull(partitionOfReader.get(reader)));
        }
      }
      case PowerLost lost ->
          cuts.computeIfAbsent(lost.partition(), partition -> new ArrayList<>()).add(lost);
      case Warned warned ->
          warnings.computeIfAbsent(warned.partition(), partition -> new ArrayList<>()).add(warned);
      case Noted(long atUs, String text) -> {}
      case Ended(long atUs) -> {}
    }
  }

  private static long count(Run run) {
    return run.count();
  }

  private void lookAtSent(Sent sent) {
    recordsSent.merge(sent.partition(), (long) sent.count(), Long::sum);
    lastSendUs = Math.max(lastSendUs, sent.invokedUs());
    switch (sent.outcome()) {
      case Outcome.Acknowledged(long firstOffset) -> acknowledged(sent);
      case Outcome.AcknowledgedSomewhere() -> acknowledged(sent);
      case Outcome.Failed(String reason) ->
          notAcknowledged.merge("failed " + reason, (long) sent.count(), Long::sum);
      case Outcome.Unknown(String reason) ->
          notAcknowledged.merge("unknown " + reason, (long) sent.count(), Long::sum);
    }
  }

  private void acknowledged(Sent sent) {
    acknowledged += sent.count();
    firstAckUs = Math.min(firstAckUs, sent.endedUs());
    long since = sent.endedUs() - Math.min(beganUs, sent.endedUs());
    anyAckTimes.add(since);
    ackTimes.computeIfAbsent(sent.partition(), partition -> new AckTimes()).add(since);
  }

  Promise promise() {
    return promise;
  }

  /** What is known of a partition before its records are looked at. */
  Case of(int partition) {
    return new Case(
        promise,
        new Cuts(cuts.getOrDefault(partition, List.of())),
        warnings.getOrDefault(partition, List.of()),
        readToEnd.contains(partition),
        writers::isWhole,
        writers.allEnded());
  }

  /** All that were written to or read from. */
  Set<Integer> partitions() {
    return recordsSent.keySet();
  }

  long records(int partition) {
    return recordsSent.getOrDefault(partition, 0L);
  }

  public String name(int partition) {
    return names.getOrDefault(partition, "partition " + partition);
  }

  public long acknowledged() {
    return acknowledged;
  }

  public double acknowledgedPerSecond() {
    return lastSendUs <= firstAckUs ? 0 : acknowledged * 1e6 / (lastSendUs - firstAckUs);
  }

  private AckTimes.Gap longestSilence(AckTimes times) {
    return times.longestGap(Math.max(0, lastSendUs - beganUs));
  }

  private double silenceOf(int partition) {
    return longestSilence(ackTimes.getOrDefault(partition, new AckTimes())).seconds();
  }

  List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (!writers.allEnded()) {
      missing.add("a writer of this history did not come to its end");
    }
    if (acknowledged == 0) {
      missing.add("nothing was acknowledged");
    }
    Set<Integer> unread = new TreeSet<>(partitions());
    unread.removeAll(readToEnd);
    if (!unread.isEmpty()) {
      missing.add("no final read to the end of " + unread.stream().map(this::name).toList());
    }
    return missing;
  }

  String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        "acknowledged  %,d records to %d partitions, %,.0f/s over %.0f s\n"
            .formatted(
                acknowledged,
                partitions().size(),
                acknowledgedPerSecond(),
                Math.max(0, lastSendUs - firstAckUs) / 1e6));
    text.append(
        "read          %,d records by %d readers\n".formatted(read, partitionOfReader.size()));
    notAcknowledged.forEach(
        (reason, count) -> text.append("not stored    %s: %,d\n".formatted(reason, count)));
    AckTimes.Gap silence = longestSilence(anyAckTimes);
    text.append(
        "silence       longest %.2f s, %.0f s after the beginning; of one partition at most %.2f s\n"
            .formatted(
                silence.seconds(),
                silence.startSeconds(),
                partitions().stream().mapToDouble(this::silenceOf).max().orElse(0)));
    return text.toString();
  }
}
