package io.tukki.chaos.check;

import io.tukki.chaos.history.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Counts every anomaly, and keeps the first few of each kind to show. */
final class Findings {

  private final int keptPerAnomaly;
  private final Map<Anomaly, Long> counts = new EnumMap<>(Anomaly.class);
  private final Map<Anomaly, Long> notJudged = new EnumMap<>(Anomaly.class);
  private final List<Finding> kept = new ArrayList<>();
  private final Losses losses = new Losses();

  Findings(int keptPerAnomaly) {
    this.keptPerAnomaly = keptPerAnomaly;
  }

  void add(
      Anomaly anomaly,
      int partition,
      Supplier<String> what,
      List<Value> values,
      List<Long> offsets) {
    long count = counts.merge(anomaly, 1L, Long::sum);
    if (count <= keptPerAnomaly) {
      kept.add(new Finding(anomaly, partition, what.get(), values, offsets));
    }
  }

  /** It may be one, and the history breaks off too early to tell. */
  void cannotTell(Anomaly anomaly) {
    notJudged.merge(anomaly, 1L, Long::sum);
  }

  Map<Anomaly, Long> notJudged() {
    return notJudged;
  }

  Losses losses() {
    return losses;
  }

  Map<Anomaly, Long> counts() {
    return counts;
  }

  List<Finding> kept() {
    return kept;
  }
}
