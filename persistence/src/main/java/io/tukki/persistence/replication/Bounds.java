package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.persistence.log.Log;

/** A log's bounds as anybody may read them at any time. Set on the log's lane, or as it opens. */
final class Bounds {

  final HighWatermark highWatermark = new HighWatermark();

  volatile LeaderEpoch epoch;
  volatile long startOffset;
  volatile long endOffset;
  volatile long nextOrdinal = 1;
  volatile long sizeBytes;

  Bounds(LeaderEpoch epoch) {
    this.epoch = epoch;
  }

  void publish(Log log) {
    startOffset = log.startOffset();
    endOffset = log.endOffset();
    nextOrdinal = log.nextOrdinal();
    sizeBytes = log.sizeBytes();
  }
}
