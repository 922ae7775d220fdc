package io.tukki.streams.producer;

import java.util.List;

/**
 * A message whose result is not emitted yet.
 *
 * @param slots one for each record
 * @param heldBytes what it takes up
 */
record PendingResults<K, V, P>(ProducerMessage<K, V, P> message, List<Slot> slots, long heldBytes) {

  boolean isDone() {
    for (int i = 0; i < slots.size(); i++) {
      if (!slots.get(i).isDone()) {
        return false;
      }
    }
    return true;
  }

  Results<K, V, P> results() {
    return switch (message) {
      case ProducerMessage.Single<K, V, P>(var record, var passThrough) ->
          new Results.Single<>(record, slots.get(0).result(), passThrough);
      case ProducerMessage.Multi<K, V, P>(var records, var passThrough) ->
          new Results.Multi<>(records, slots.stream().map(Slot::result).toList(), passThrough);
      case ProducerMessage.PassThrough<K, V, P>(var passThrough) ->
          new Results.PassThrough<>(passThrough);
    };
  }
}
