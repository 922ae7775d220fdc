package io.tukki.chaos.check;

import java.util.List;
import java.util.Map;

/**
 * What the checker has to say.
 *
 * @param violations how often each anomaly was found that the promise forbids
 * @param allowed how often each was found that the promise allows
 * @param losses what power cuts took, as they may
 * @param notJudged how often there may be one, and the history breaks off too early to tell
 * @param shown the first few of each kind, with the events that show them
 * @param missing why the history cannot be judged as a whole, but only for what was found; empty if
 *     it can
 */
public record Verdict(
    Summary summary,
    Map<Anomaly, Long> violations,
    Map<Anomaly, Long> allowed,
    Losses losses,
    Map<Anomaly, Long> notJudged,
    List<Shown> shown,
    List<String> missing) {

  public Verdict {
    violations = Map.copyOf(violations);
    allowed = Map.copyOf(allowed);
    notJudged = Map.copyOf(notJudged);
    shown = List.copyOf(shown);
    missing = List.copyOf(missing);
  }

  /**
   * @param events of the history that show it, one line each
   */
  public record Shown(Finding finding, List<String> events) {
    public Shown {
      events = List.copyOf(events);
    }
  }

  public boolean isClean() {
    return violations.isEmpty() && missing.isEmpty();
  }

  public String toText() {
    StringBuilder text = new StringBuilder(summary.toText());
    for (Shown one : shown) {
      Finding finding = one.finding();
      text.append(
          "%s in %s: %s\n"
              .formatted(
                  finding.anomaly().title(), summary.name(finding.partition()), finding.what()));
      one.events().forEach(event -> text.append("    ").append(event).append('\n'));
    }
    allowed.forEach(
        (anomaly, count) ->
            text.append("allowed here  %s: %,d\n".formatted(anomaly.title(), count)));
    text.append(losses.toText());
    missing.forEach(reason -> text.append("INCOMPLETE    ").append(reason).append('\n'));
    notJudged.forEach(
        (anomaly, count) ->
            text.append("NOT JUDGED    %s: perhaps %,d\n".formatted(anomaly.title(), count)));
    for (Anomaly anomaly : Anomaly.values()) {
      long count = violations.getOrDefault(anomaly, 0L);
      if (count > 0) {
        text.append(
            "ANOMALY       %s: %,d (%s)\n".formatted(anomaly.title(), count, anomaly.meaning()));
      }
    }
    text.append(conclusion());
    return text.toString();
  }

  private String conclusion() {
    if (isClean()) {
      return "CLEAN\n";
    }
    return violations.isEmpty() ? "NOT CLEAN: what could be judged is\n" : "NOT CLEAN\n";
  }
}
