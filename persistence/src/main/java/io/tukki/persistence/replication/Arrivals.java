package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Message;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Takes what other nodes send and hands it to the logs, which are opened for it. Bounded by what
 * waits; more is dropped, as if the network had lost it.
 */
final class Arrivals implements Transport.Receiver {

  /** What a message without batches is taken to occupy while it waits. */
  private static final int MESSAGE_BYTES = 512;

  /** As long as this many other logs were not deleted, nobody's late word brings one back. */
  private static final int MAX_REMEMBERED_DELETIONS = 10_000;

  private final Node node;
  private final ConcurrentMap<String, DrivenLog> logs;
  private final Function<String, DrivenLog> opening;
  private final Set<String> deleted =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MAX_REMEMBERED_DELETIONS;
                }
              }));

  private volatile SnapshotTaker snapshots = (log, snapshot) -> {};
  private volatile boolean closed;

  /**
   * @param logs those in use
   * @param opening makes one
   */
  Arrivals(Node node, ConcurrentMap<String, DrivenLog> logs, Function<String, DrivenLog> opening) {
    this.node = node;
    this.logs = logs;
    this.opening = opening;
  }

  /** This log is deleted for good: a late message must not make it again. */
  void refuse(String log) {
    deleted.add(log);
  }

  void takeSnapshots(SnapshotTaker taker) {
    snapshots = taker;
  }

  void close() {
    closed = true;
  }

  @Override
  public void received(ReplicaId from, String log, Message message) {
    if (log.equals(Peers.NODE)) {
      node.peers().pinged(from, message.epoch());
      return;
    }
    node.peers().heard(from);
    addressee(log, message)
        .ifPresent(to -> hand(MESSAGE_BYTES, then -> to.receive(from, message, then)));
  }

  @Override
  public void received(
      ReplicaId from, String log, Message.Bulk header, long firstOrdinal, ByteBuffer batches) {
    node.peers().heard(from);
    addressee(log, header)
        .ifPresent(
            to ->
                hand(
                    MESSAGE_BYTES + batches.remaining(),
                    then -> to.receive(from, header, firstOrdinal, batches, then)));
  }

  @Override
  public void receivedSnapshot(ReplicaId from, String log, ByteBuffer snapshot) {
    if (closed || deleted.contains(log)) {
      return;
    }
    hand(
        MESSAGE_BYTES + snapshot.remaining(),
        then ->
            node.reading()
                .execute(
                    () -> {
                      try {
                        snapshots.take(log, snapshot);
                      } finally {
                        then.run();
                      }
                    }));
  }

  /** Answers mean nothing to a replica that has not asked since it began. */
  private Optional<DrivenLog> addressee(String log, Message message) {
    if (closed || deleted.contains(log)) {
      return Optional.empty();
    }
    DrivenLog known = logs.get(log);
    if (known != null) {
      return Optional.of(known);
    }
    boolean begins =
        switch (message) {
          case Message.Prepare prepare -> true;
          case Message.Accept accept -> true;
          case Message.Ping ping -> true;
          case Message.Append append -> true;
          case Message.Retire retire -> true;
          case Message.Promise promise -> false;
          case Message.Fenced fenced -> false;
          case Message.Fetch fetch -> false;
          case Message.Fetched fetched -> false;
          case Message.Report report -> false;
          case Message.Retired retired -> false;
        };
    return begins ? Optional.of(opening.apply(log)) : Optional.empty();
  }

  private interface Handing {
    void to(Runnable then);
  }

  private void hand(long bytes, Handing handing) {
    QueueBudget budget = node.arrivals();
    if (!budget.tryTake(bytes)) {
      return;
    }
    boolean handed = false;
    try {
      handing.to(() -> budget.giveBack(bytes));
      handed = true;
    } catch (RejectedExecutionException e) {
      // The storage is closing.
    } finally {
      if (!handed) {
        budget.giveBack(bytes);
      }
    }
  }
}
