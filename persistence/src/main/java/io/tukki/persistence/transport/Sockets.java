package io.tukki.persistence.transport;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.io.Inet.SocketOption;
import org.apache.pekko.io.TcpSO;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.IgnoreComplete$;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.stream.javadsl.Tcp.IncomingConnection;
import org.apache.pekko.stream.javadsl.Tcp.OutgoingConnection;
import org.apache.pekko.stream.javadsl.Tcp.ServerBinding;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the stages over Pekko's TCP, on the transport's dispatcher, with TLS where asked. */
final class Sockets implements Link.Dialler {

  private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

  private static final int BACKLOG = 100;
  private static final Iterable<SocketOption> OPTIONS =
      List.of(TcpSO.keepAlive(true), TcpSO.tcpNoDelay(true));

  private final ActorSystem system;
  private final Materializer materializer;
  private final TransportSettings settings;
  private final Optional<LinkTls> tls;
  private final Attributes attributes;
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicReference<@Nullable ServerBinding> binding = new AtomicReference<>();

  Sockets(
      ActorSystem system,
      Materializer materializer,
      TransportSettings settings,
      Optional<LinkTls> tls) {
    this.system = system;
    this.materializer = materializer;
    this.settings = settings;
    this.tls = tls;
    this.attributes = ActorAttributes.dispatcher(settings.threads().dispatcher());
  }

  CompletionStage<ServerBinding> listen(InetSocketAddress at, Supplier<AcceptedStage> stage) {
    return incoming(at)
        .to(Sink.foreach(connection -> accept(connection, stage)))
        .withAttributes(attributes)
        .run(materializer)
        .thenApply(
            bound -> {
              binding.set(bound);
              return bound;
            });
  }

  private Source<IncomingConnection, CompletionStage<ServerBinding>> incoming(
      InetSocketAddress at) {
    String host = at.getHostString();
    int port = at.getPort();
    return tls.isPresent()
        ? Tcp.get(system)
            .bindWithTls(
                host,
                port,
                () -> tls.get().serverEngine(),
                BACKLOG,
                OPTIONS,
                Optional.empty(),
                session -> Optional.empty(),
                IgnoreComplete$.MODULE$)
        : Tcp.get(system).bind(host, port, BACKLOG, OPTIONS, false, Optional.<Duration>empty());
  }

  private void accept(IncomingConnection connection, Supplier<AcceptedStage> stage) {
    if (accepted.incrementAndGet() > settings.threads().maxConnections()) {
      accepted.decrementAndGet();
      LOG.warn(
          "A connection for replication from {} is refused: there are {} already",
          connection.remoteAddress(),
          settings.threads().maxConnections());
      run(connection.flow(), Flow.fromSinkAndSource(Sink.cancelled(), Source.empty()));
      return;
    }
    run(
        connection.flow(),
        Flow.fromGraph(stage.get())
            .watchTermination(
                (kept, done) -> {
                  done.whenComplete((finished, failure) -> accepted.decrementAndGet());
                  return kept;
                }));
  }

  InetSocketAddress boundAddress() {
    ServerBinding bound = binding.get();
    if (bound == null) {
      throw new IllegalStateException("it does not listen");
    }
    return bound.localAddress();
  }

  @Override
  public void dial(InetSocketAddress address, DialledStage stage) {
    run(outgoing(address), Flow.fromGraph(stage));
  }

  private Flow<ByteString, ByteString, CompletionStage<OutgoingConnection>> outgoing(
      InetSocketAddress address) {
    Optional<Duration> patience = Optional.of(settings.patience().connect());
    return tls.isPresent()
        ? Tcp.get(system)
            .outgoingConnectionWithTls(
                address,
                () -> tls.get().clientEngine(address.getHostString(), address.getPort()),
                Optional.empty(),
                OPTIONS,
                patience,
                Optional.empty(),
                session -> Optional.empty(),
                IgnoreComplete$.MODULE$)
        : Tcp.get(system)
            .outgoingConnection(
                address, Optional.empty(), OPTIONS, false, patience, Optional.empty());
  }

  private void run(
      Flow<ByteString, ByteString, ?> socket, Flow<ByteString, ByteString, NotUsed> stage) {
    try {
      socket.join(stage).withAttributes(attributes).run(materializer);
    } catch (IllegalStateException e) {
      // A connection may break, and ask for another, at the moment when all are closed.
      if (!materializer.isShutdown()) {
        throw e;
      }
    }
  }

  @Override
  public void later(Duration delay, Runnable task) {
    system
        .scheduler()
        .scheduleOnce(delay, task, system.dispatchers().lookup(settings.threads().dispatcher()));
  }

  /** Breaks every connection. */
  void close() {
    ServerBinding bound = binding.getAndSet(null);
    if (bound != null) {
      bound.unbind();
    }
    materializer.shutdown();
  }
}
