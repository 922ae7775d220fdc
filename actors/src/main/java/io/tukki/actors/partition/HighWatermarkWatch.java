package io.tukki.actors.partition;

import io.tukki.actors.partition.PartitionCommand.HighWatermarkMoved;
import io.tukki.core.log.PartitionLog;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Turns the storage's word of a higher high watermark into a message to the front: only while
 * somebody waits for it, and one at a time however often it moves.
 */
final class HighWatermarkWatch {

  private final ActorRef<PartitionCommand> front;
  private final AtomicBoolean wanted = new AtomicBoolean();
  private final PartitionLog log;
  private PartitionLog.Subscription subscription = () -> {};
  private PartitionLog.Subscription ofHoldings = () -> {};
  private int voters = 1;

  private HighWatermarkWatch(PartitionLog log, ActorRef<PartitionCommand> front) {
    this.log = log;
    this.front = front;
  }

  static HighWatermarkWatch start(PartitionLog log, ActorRef<PartitionCommand> front) {
    HighWatermarkWatch watch = new HighWatermarkWatch(log, front);
    watch.subscription = log.onHighWatermark(moved -> watch.moved());
    return watch;
  }

  /** The front wants one message, or none. It must read the high watermark after saying so. */
  void needed(boolean needed) {
    wanted.set(needed);
  }

  /** Beyond the high watermark, so many voters must have what is acknowledged. */
  void alsoHeldBy(int minVoters) {
    if (minVoters != voters) {
      voters = minVoters;
      ofHoldings.close();
      ofHoldings = minVoters > 1 ? log.onHeldBy(minVoters, moved -> moved()) : () -> {};
    }
  }

  private void moved() {
    if (wanted.get() && wanted.compareAndSet(true, false)) {
      front.tell(new HighWatermarkMoved());
    }
  }

  void stop() {
    subscription.close();
    ofHoldings.close();
  }
}
