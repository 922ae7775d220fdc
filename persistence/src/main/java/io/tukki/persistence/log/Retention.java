package io.tukki.persistence.log;

import io.tukki.core.log.LogConfig;

/** Which segments a configuration gives up. Decides only. */
final class Retention {

  private Retention() {}

  /** How many segments from the front may go; never the active one. */
  static int countExpired(Segments segments, LogConfig config, long nowMs) {
    long restBytes = segments.sizeBytes();
    int count = 0;
    while (count < segments.count() - 1) {
      SegmentEnd segment = segments.at(count).end();
      restBytes -= segment.position();
      boolean tooMuch =
          config.retentionBytes().isPresent() && restBytes >= config.retentionBytes().getAsLong();
      if (!tooMuch && !isTooOld(segment, config, nowMs)) {
        return count;
      }
      count++;
    }
    return count;
  }

  /** Whether even the segment that is written to holds nothing worth keeping. */
  static boolean isActiveExpired(SegmentEnd active, LogConfig config, long nowMs) {
    return !active.isEmpty() && isTooOld(active, config, nowMs);
  }

  /** By its latest record; where records have no time, by when they came. */
  private static boolean isTooOld(SegmentEnd segment, LogConfig config, long nowMs) {
    long latestMs =
        segment.maxTimestampMs() >= 0 ? segment.maxTimestampMs() : segment.firstAppendMs();
    return config.retentionMs().isPresent() && nowMs - latestMs > config.retentionMs().getAsLong();
  }
}
