package io.tukki.persistence.log;

import io.tukki.core.record.RecordBatch;
import java.util.List;

/**
 * What is wrong with a log, and from where on.
 *
 * @param offset the first that cannot be had; everything below is sound
 * @param endOffset how far the log went, as far as that is known; behind {@code offset}
 * @param message for a person
 * @param controls the log's own control batches that lie behind the damage and are sound
 * @param lostControls where others were that cannot be read
 */
public record LogDamage(
    long offset,
    long endOffset,
    String message,
    List<RecordBatch> controls,
    List<Long> lostControls) {

  public LogDamage {
    controls = List.copyOf(controls);
    lostControls = List.copyOf(lostControls);
  }
}
