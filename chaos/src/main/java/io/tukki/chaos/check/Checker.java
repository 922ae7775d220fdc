package io.tukki.chaos.check;

import io.tukki.chaos.history.Event.Polled;
import io.tukki.chaos.history.Event.ReaderStarted;
import io.tukki.chaos.history.Event.Sent;
import io.tukki.chaos.history.History;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Goes through a history and judges it. Memory: some 25 bytes for each record of the partitions
 * that are looked at together, which the history is gone through again for until all are done.
 */
public final class Checker {

  private static final int KEPT_PER_ANOMALY = 4;

  private final long maxRecordsAtOnce;

  /**
   * @param maxRecordsAtOnce how many records' tables to hold in memory; one partition is always
   *     held as a whole
   */
  public Checker(long maxRecordsAtOnce) {
    this.maxRecordsAtOnce = maxRecordsAtOnce;
  }

  public Verdict check(History history) throws IOException {
    Summary summary = Summary.of(history);
    Findings findings = new Findings(KEPT_PER_ANOMALY);
    for (List<Integer> partitions : groups(summary)) {
      Map<Integer, PartitionCheck> checks = new TreeMap<>();
      partitions.forEach(
          partition ->
              checks.put(
                  partition, new PartitionCheck(partition, summary.of(partition), findings)));
      feed(history, checks);
      checks.values().forEach(PartitionCheck::finish);
    }
    return verdict(history, summary, findings);
  }

  private List<List<Integer>> groups(Summary summary) {
    List<List<Integer>> groups = new ArrayList<>();
    List<Integer> group = new ArrayList<>();
    long records = 0;
    for (int partition : summary.partitions()) {
      long more = summary.records(partition);
      if (!group.isEmpty() && records + more > maxRecordsAtOnce) {
        groups.add(group);
        group = new ArrayList<>();
        records = 0;
      }
      group.add(partition);
      records += more;
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }

  private static void feed(History history, Map<Integer, PartitionCheck> checks)
      throws IOException {
    Map<Integer, PartitionCheck> byReader = new HashMap<>();
    history.replay(
        event -> {
          if (event instanceof Sent sent) {
            PartitionCheck check = checks.get(sent.partition());
            if (check != null) {
              check.sent(sent);
            }
          } else if (event instanceof ReaderStarted started) {
            PartitionCheck check = checks.get(started.partition());
            if (check != null) {
              byReader.put(started.reader(), check);
              check.started(started);
            }
          } else if (event instanceof Polled polled) {
            PartitionCheck check = byReader.get(polled.reader());
            if (check != null) {
              check.polled(polled);
            }
          }
        });
  }

  private static Verdict verdict(History history, Summary summary, Findings findings)
      throws IOException {
    Map<Boolean, Map<Anomaly, Long>> byAllowance =
        findings.counts().entrySet().stream()
            .collect(
                Collectors.partitioningBy(
                    entry -> entry.getKey().isAllowedBy(summary.promise()),
                    Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    List<Finding> toShow =
        findings.kept().stream()
            .filter(finding -> !finding.anomaly().isAllowedBy(summary.promise()))
            .toList();
    return new Verdict(
        summary,
        byAllowance.getOrDefault(false, Map.of()),
        byAllowance.getOrDefault(true, Map.of()),
        findings.losses(),
        findings.notJudged(),
        Evidence.collect(history, toShow),
        summary.missing());
  }
}
