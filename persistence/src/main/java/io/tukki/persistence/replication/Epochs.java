package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.persistence.log.Log;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/** Looks for the highest epoch that was ever used. */
final class Epochs {

  private Epochs() {}

  /** The epoch of the log's last batch; {@link LeaderEpoch#NONE} where it is empty. */
  static LeaderEpoch last(Log log) throws IOException {
    AtomicReference<LeaderEpoch> last = new AtomicReference<>(LeaderEpoch.NONE);
    if (log.endOffset() > log.startOffset()) {
      log.forEachHeader(
          log.nextOrdinal() - 1,
          (ordinal, header) -> {
            last.set(header.leaderEpoch());
            return false;
          });
    }
    return last.get();
  }

  static LeaderEpoch highest(LeaderEpoch... epochs) {
    LeaderEpoch highest = LeaderEpoch.NONE;
    for (LeaderEpoch epoch : epochs) {
      if (epoch.compareTo(highest) > 0) {
        highest = epoch;
      }
    }
    return highest;
  }
}
