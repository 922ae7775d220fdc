package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.persistence.log.Log;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/** Finds the highest epoch that was ever used for a log. */
final class Epochs {

  private Epochs() {}

  /**
   * Nothing is appended under an epoch that was not promised before, so the promises tell; only
   * where there are none, because their file is lost or the log came from elsewhere, the log is
   * asked.
   *
   * @param reigned the epoch of the last reign in this process
   */
  static LeaderEpoch highest(LeaderEpoch reigned, LeaderEpoch promised, Log log)
      throws IOException {
    LeaderEpoch known = reigned.compareTo(promised) > 0 ? reigned : promised;
    return known.equals(LeaderEpoch.NONE) ? last(log) : known;
  }

  /** The epoch of the log's last batch; {@link LeaderEpoch#NONE} where it is empty. */
  private static LeaderEpoch last(Log log) throws IOException {
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
}
