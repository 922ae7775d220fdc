package io.tukki.chaos.check;

import io.tukki.chaos.history.Event.Place;
import io.tukki.chaos.history.Event.PowerLost;
import io.tukki.chaos.history.Event.Sent;
import io.tukki.chaos.history.Value;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether power cuts took no more of a partition than they may, and whether the cluster said so.
 */
final class PowerCheck {

  private final int partition;
  private final Case given;
  private final Findings findings;

  /** How many acknowledged records each cut took. */
  private final Map<Integer, Long> taken = new TreeMap<>();

  PowerCheck(int partition, Case given, Findings findings) {
    this.partition = partition;
    this.given = given;
    this.findings = findings;
  }

  void acknowledged(Sent sent, long firstOffset, int era) {
    if (era == given.cuts().lastEra()) {
      return;
    }
    for (int i = 0; i < sent.count(); i++) {
      long offset = firstOffset + i;
      Value value = new Value(sent.lane(), sent.firstSequence() + i);
      given
          .cuts()
          .firstThatTook(offset, era)
          .ifPresent(cut -> taken(cut, value, offset, sent.endedUs()));
    }
  }

  private void taken(int number, Value value, long offset, long acknowledgedUs) {
    taken.merge(number, 1L, Long::sum);
    PowerLost cut = given.cuts().cut(number);
    long ageUs = Math.max(0, cut.atUs() - acknowledgedUs);
    if (ageUs <= cut.windowUs()) {
      findings.losses().add(1, ageUs);
      return;
    }
    findings.add(
        Anomaly.FORGOTTEN,
        partition,
        () ->
            "value %s at offset %d, acknowledged %.3f s before the power was cut, was left on none of %s"
                .formatted(value, offset, ageUs / 1e6, cut.survivors()),
        List.of(value),
        List.of(offset));
  }

  void finish() {
    taken.forEach(
        (cut, records) -> {
          for (Place place : Place.values()) {
            if (!isSaid(cut, place)) {
              unsaid(cut, place, records);
            }
          }
        });
  }

  private boolean isSaid(int cut, Place place) {
    return given.warnings().stream()
        .anyMatch(warning -> warning.place() == place && given.cuts().isAbout(cut, warning.atUs()));
  }

  private void unsaid(int cut, Place place, long records) {
    if (!given.isOver() && cut + 1 == given.cuts().lastEra()) {
      findings.cannotTell(Anomaly.SILENT_LOSS);
      return;
    }
    findings.add(
        Anomaly.SILENT_LOSS,
        partition,
        () ->
            "power cut %d took %d acknowledged records, and nothing is in the %s"
                .formatted(cut + 1, records, place),
        List.of(),
        List.of());
  }
}
