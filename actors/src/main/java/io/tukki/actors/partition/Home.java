package io.tukki.actors.partition;

import io.tukki.actors.Partitions;
import io.tukki.actors.partition.PartitionCommand.Append;
import io.tukki.core.id.PartitionId;
import java.time.Duration;

/** Where a partition is led, as this node knows it. */
sealed interface Home {

  /** Hands it over; it is answered at its {@code replyTo}, and never before this returns. */
  void append(Append append);

  /** In this process. */
  record Here(LivePartition partition) implements Home {
    @Override
    public void append(Append append) {
      partition.front().tell(append);
    }
  }

  /**
   * On another node.
   *
   * @param peer what that node leads
   */
  record Elsewhere(PartitionId partition, Partitions peer) implements Home {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a peer's answers never fail
    public void append(Append append) {
      Duration left = Duration.ofNanos(append.deadlineNanos() - System.nanoTime());
      peer.append(new Partitions.Append(partition, append.batch(), append.acks(), left))
          .thenAccept(append.replyTo()::tell);
    }
  }
}
