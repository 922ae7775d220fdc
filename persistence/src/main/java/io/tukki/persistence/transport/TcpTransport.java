package io.tukki.persistence.transport;

import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogSlice;
import io.tukki.persistence.replication.Transport;
import io.tukki.persistence.replication.replica.Message;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport over TCP, one per node: a listener, and a {@link Link} to each node that was ever
 * known.
 */
public final class TcpTransport implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);

  /** Of a frame, for what stands before the message. */
  private static final int FRAME_RESERVE_BYTES = 16;

  private static final int EXPECTED_MESSAGE_BYTES = 64;

  private static final CompletionStage<Void> ROOM = CompletableFuture.completedFuture(null);

  private final TransportSettings settings;
  private final Link.Surroundings around;
  private final Counters counters;
  private final Sockets sockets;
  private final Executor reading;
  private final Guests guests;
  private final Map<ReplicaId, Link> links = new ConcurrentHashMap<>();

  private volatile @Nullable Receiver receiver;
  private volatile boolean closed;

  /**
   * Whom the transport knows and tells.
   *
   * @param tls makes both ends prove who they are; empty speaks in the clear
   */
  public record Neighbourhood(
      NodeAddresses addresses, LinkObserver observer, Optional<LinkTls> tls) {}

  private TcpTransport(
      ActorSystem system,
      LinkIdentity here,
      TransportSettings settings,
      Neighbourhood neighbourhood) {
    this.settings = settings;
    this.counters = new Counters();
    this.around =
        new Link.Surroundings(
            here,
            settings.patience(),
            neighbourhood.addresses(),
            neighbourhood.observer(),
            counters);
    this.guests = new Guests(around, this::receiver, this::keepInTouch);
    this.reading = system.dispatchers().lookup(settings.threads().reading());
    this.sockets =
        new Sockets(system, Materializer.createMaterializer(system), settings, neighbourhood.tls());
  }

  /**
   * Listens, and completes with the transport once it does.
   *
   * @param at where to; port 0 takes any that is free
   */
  public static CompletionStage<TcpTransport> start(
      ClassicActorSystemProvider system,
      LinkIdentity here,
      InetSocketAddress at,
      TransportSettings settings,
      Neighbourhood neighbourhood) {
    TcpTransport transport =
        new TcpTransport(system.classicSystem(), here, settings, neighbourhood);
    return transport
        .sockets
        .listen(at, transport::acceptedStage)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                transport.close();
              }
            })
        .thenApply(done -> transport);
  }

  /** Where it listens. */
  public InetSocketAddress boundAddress() {
    return sockets.boundAddress();
  }

  public TransportStats stats() {
    return counters.snapshot();
  }

  private AcceptedStage acceptedStage() {
    return new AcceptedStage(around.here(), settings, counters, guests);
  }

  private Optional<Receiver> receiver() {
    return closed ? Optional.empty() : Optional.ofNullable(receiver);
  }

  /**
   * Keeps a connection to that node for as long as it has an address, so that its death breaks one.
   * To be called when the node becomes known, and again when its address may be another.
   */
  public void keepInTouch(ReplicaId replica) {
    if (!closed && !replica.equals(around.here().self())) {
      linkTo(replica).open();
    }
  }

  private Link linkTo(ReplicaId replica) {
    Link known = links.get(replica);
    return known != null
        ? known
        : links.computeIfAbsent(
            replica, to -> new Link(to, around, new Outbox(settings, reading, counters), sockets));
  }

  @Override
  public void send(ReplicaId to, String log, Message message) {
    Link link = linkTo(to);
    if (closed || !link.open()) {
      counters.messagesDropped.increment();
      return;
    }
    WireWriter out = new WireWriter(EXPECTED_MESSAGE_BYTES);
    MessageCodec.write(message, out);
    if (out.size() > settings.frame().maxBytes() - FRAME_RESERVE_BYTES) {
      LOG.error(
          "A message of {} bytes about log '{}' is too large to be sent"
              + " (tukki.replication.transport.max-frame-bytes)",
          out.size(),
          log);
      counters.messagesDropped.increment();
      return;
    }
    link.outbox().send(log, out);
  }

  @Override
  public CompletionStage<Void> ship(
      ReplicaId to,
      String log,
      Message.Bulk header,
      long firstOrdinal,
      LogSlice batches,
      Priority priority) {
    Link link = linkTo(to);
    int sizeBytes = batches.sizeBytes();
    if (closed || sizeBytes > settings.frame().maxShipmentBytes() || !link.open()) {
      counters.shipmentsDropped.increment();
      batches.close();
      return ROOM;
    }
    WireWriter head =
        new WireWriter(EXPECTED_MESSAGE_BYTES).putVarint(firstOrdinal).putVarint(sizeBytes);
    MessageCodec.write(header, head);
    return link.outbox().ship(log, head, batches, priority);
  }

  @Override
  public void sendSnapshot(ReplicaId to, String log, ByteBuffer snapshot) {
    Link link = linkTo(to);
    if (closed || snapshot.remaining() > settings.frame().maxShipmentBytes() || !link.open()) {
      counters.shipmentsDropped.increment();
      return;
    }
    link.outbox().sendSnapshot(log, snapshot);
  }

  @Override
  public void deliverTo(Receiver newReceiver) {
    receiver = newReceiver;
  }

  @Override
  public void close() {
    closed = true;
    links.values().forEach(Link::close);
    sockets.close();
  }
}
