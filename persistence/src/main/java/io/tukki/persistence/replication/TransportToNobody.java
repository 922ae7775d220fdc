package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogSlice;
import io.tukki.persistence.replication.replica.Message;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Loses everything: there is nobody else. */
final class TransportToNobody implements Transport {

  @Override
  public void send(ReplicaId to, String log, Message message) {}

  @Override
  public CompletionStage<Void> ship(
      ReplicaId to,
      String log,
      Message.Bulk header,
      long firstOrdinal,
      LogSlice batches,
      Priority priority) {
    batches.close();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void deliverTo(Receiver receiver) {}

  @Override
  public void close() {}
}
