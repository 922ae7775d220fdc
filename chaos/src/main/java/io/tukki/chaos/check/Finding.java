package io.tukki.chaos.check;

import io.tukki.chaos.history.Value;
import java.util.List;

/**
 * One anomaly, and what to look for in the history to see it.
 *
 * @param values whose sends and reads are the evidence
 * @param offsets whose reads are the evidence too
 */
public record Finding(
    Anomaly anomaly, int partition, String what, List<Value> values, List<Long> offsets) {
  public Finding {
    values = List.copyOf(values);
    offsets = List.copyOf(offsets);
  }
}
