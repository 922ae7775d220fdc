package io.tukki.persistence.transport;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.Transport.Receiver;
import io.tukki.persistence.replication.replica.Message;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of accepted connections, all of them alike. Thread-safe. */
final class Guests implements AcceptedStage.Guest {

  private static final Logger LOG = LoggerFactory.getLogger(Guests.class);

  /** So many different reasons are told, each once; a port that is scanned fills no log. */
  private static final int MAX_REASONS_TOLD = 100;

  private final Link.Surroundings around;
  private final Supplier<Optional<Receiver>> receiver;
  private final Consumer<ReplicaId> lost;
  private final Set<String> reasonsTold = ConcurrentHashMap.newKeySet();

  /**
   * @param receiver empty before there is one, and once the transport is closed
   * @param lost hears of whom a connection broke that had been welcomed
   */
  Guests(
      Link.Surroundings around, Supplier<Optional<Receiver>> receiver, Consumer<ReplicaId> lost) {
    this.around = around;
    this.receiver = receiver;
    this.lost = lost;
  }

  @Override
  public void refused(String why) {
    if (reasonsTold.size() < MAX_REASONS_TOLD && reasonsTold.add(why)) {
      LOG.warn("A connection for replication is refused: {}", why);
    }
  }

  @Override
  public void message(ReplicaId from, String log, Message message) {
    receiver.get().ifPresent(to -> to.received(from, log, message));
  }

  @Override
  public void shipment(
      ReplicaId from, String log, Message.Bulk header, long firstOrdinal, ByteBuffer batches) {
    receiver.get().ifPresent(to -> to.received(from, log, header, firstOrdinal, batches));
  }

  @Override
  public void snapshot(ReplicaId from, String log, ByteBuffer snapshot) {
    receiver.get().ifPresent(to -> to.receivedSnapshot(from, log, snapshot));
  }

  @Override
  public void ended(Optional<ReplicaId> from, Throwable cause) {
    from.ifPresent(
        replica -> {
          around.counters().breaks.increment();
          around
              .addresses()
              .of(replica.node())
              .ifPresent(address -> around.observer().broken(replica.node(), address, cause));
          lost.accept(replica);
        });
  }
}
