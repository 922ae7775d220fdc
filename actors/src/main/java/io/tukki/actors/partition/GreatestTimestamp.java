package io.tukki.actors.partition;

import io.tukki.core.log.PartitionLog;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.log.TimestampLookup.Found;
import io.tukki.core.result.Result;

/**
 * Finds the record with the greatest timestamp by a search over time: ever wider steps until
 * nothing is found, then halves. Some dozens of index look-ups; blocks.
 */
final class GreatestTimestamp {

  private final PartitionLog log;
  private Found best;

  private GreatestTimestamp(PartitionLog log, Found best) {
    this.log = log;
    this.best = best;
  }

  static Result<TimestampLookup> find(PartitionLog log) {
    return log.findByTimestamp(0)
        .flatMap(
            first ->
                switch (first) {
                  case TimestampLookup.NoneSoLate none -> Result.ok(none);
                  case Found found -> new GreatestTimestamp(log, found).climb();
                });
  }

  private Result<TimestampLookup> climb() {
    long stepMs = 1;
    while (stepMs > 0) {
      long target = best.timestampMs() + stepMs;
      if (target < 0) {
        // Past the end of time, so past every record.
        stepMs /= 2;
        continue;
      }
      switch (log.findByTimestamp(target)) {
        case Result.Refused<TimestampLookup> refused -> {
          return refused;
        }
        case Result.Ok<TimestampLookup>(Found found) -> {
          best = found;
          stepMs = Math.min(stepMs, Long.MAX_VALUE / 2) * 2;
        }
        case Result.Ok<TimestampLookup>(TimestampLookup.NoneSoLate none) -> stepMs /= 2;
      }
    }
    return Result.ok(best);
  }
}
