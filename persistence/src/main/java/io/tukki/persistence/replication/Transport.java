package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogSlice;
import io.tukki.persistence.replication.replica.Message;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * Carries what replicas on different nodes say to each other, for all logs of the node. Whatever is
 * sent may be lost, delayed, doubled, or overtaken, and whoever is addressed may not exist:
 * replicas bear all of that. Thread-safe; nothing blocks.
 */
public interface Transport extends AutoCloseable {

  /**
   * A message to the replica of this log on another node. The log without a name stands for the
   * node itself: nodes ping each other there. Dropped where too much waits for that node already.
   *
   * @param to never this node
   */
  void send(ReplicaId to, String log, Message message);

  /**
   * A message with the batches of a slice, which is closed when they have been read. Live traffic
   * goes before {@code catchUp}, of which only little waits at a time.
   *
   * @param firstOrdinal of the slice's first batch
   * @return completes when there is room for the next shipment to that node; completes too where
   *     this one was dropped
   */
  CompletionStage<Void> ship(
      ReplicaId to,
      String log,
      Message.Bulk header,
      long firstOrdinal,
      LogSlice batches,
      Priority priority);

  /**
   * What the log's writer knew at some moment, so that whoever leads next need not learn it from
   * the log. Lost more easily than a message; that costs time and nothing else.
   *
   * @param snapshot not changed any more
   */
  default void sendSnapshot(ReplicaId to, String log, ByteBuffer snapshot) {}

  /** What a shipment is for. */
  enum Priority {
    LIVE,
    CATCH_UP
  }

  /** Takes what arrives, from the first call on; what came before was dropped. */
  void deliverTo(Receiver receiver);

  /** Whom messages go to. Called on the transport's threads; must not block. */
  interface Receiver {

    void received(ReplicaId from, String log, Message message);

    /**
     * A message with batches, whose checksums have not been looked at. The bytes belong to the
     * receiver from here on.
     */
    void received(
        ReplicaId from, String log, Message.Bulk header, long firstOrdinal, ByteBuffer batches);

    /** Bytes of a snapshot, which nobody has looked at. They belong to the receiver. */
    default void receivedSnapshot(ReplicaId from, String log, ByteBuffer snapshot) {}
  }

  /** Drops what waits, closes connections. Idempotent. */
  @Override
  void close();
}
