package io.tukki.persistence.transport;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.transport.Heard.Word;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;

/** One end of the transport over real sockets of the loopback. */
final class TestNode implements AutoCloseable {

  static final String QUICK =
      """
      tukki.replication.transport {
        connect-timeout = 2s
        silence-timeout = 2s
        backoff { min = 10ms, max = 50ms }
      }
      """;

  private static final String CONFIG =
      """
      pekko.loglevel = WARNING
      pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
      pekko.logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
      """;

  final ReplicaId replica;
  final TcpTransport transport;
  final Heard heard = new Heard();
  final List<String> links = new CopyOnWriteArrayList<>();
  final BytesSlice.Counts slices = new BytesSlice.Counts();
  private final Map<NodeId, InetSocketAddress> addresses = new ConcurrentHashMap<>();

  static ActorSystem system(String config) {
    return ActorSystem.create("transport", config(config));
  }

  static Config config(String config) {
    return ConfigFactory.parseString(config)
        .withFallback(ConfigFactory.parseString(QUICK))
        .withFallback(ConfigFactory.parseString(CONFIG))
        .withFallback(ConfigFactory.load());
  }

  TestNode(ActorSystem system, int node) throws Exception {
    this(system, Samples.identity(node), 0, Optional.empty());
  }

  TestNode(ActorSystem system, LinkIdentity identity, int port, Optional<LinkTls> tls)
      throws Exception {
    this.replica = identity.self();
    this.transport =
        TcpTransport.start(
                system,
                identity,
                InetSocketAddress.createUnresolved("127.0.0.1", port),
                TransportSettings.from(system.settings().config()),
                new TcpTransport.Neighbourhood(
                    node -> Optional.ofNullable(addresses.get(node)), new Told(), tls))
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    transport.deliverTo(heard);
  }

  InetSocketAddress address() {
    return transport.boundAddress();
  }

  TestNode knows(TestNode other) {
    return knows(other.replica, other.address());
  }

  TestNode knows(ReplicaId other, InetSocketAddress address) {
    addresses.put(other.node(), address);
    return this;
  }

  void forgets(ReplicaId other) {
    addresses.remove(other.node());
  }

  void ping(ReplicaId to, int epoch) {
    transport.send(to, "log", new Message.Ping(epoch));
  }

  boolean hasHeard(ReplicaId from, int epoch) {
    return heard.words.contains(new Word.Said(from, "log", new Message.Ping(epoch)));
  }

  BytesSlice slice(int sizeBytes, int fill) {
    return new BytesSlice(sizeBytes, fill, slices);
  }

  @Override
  public void close() {
    transport.close();
  }

  private final class Told implements LinkObserver {
    @Override
    public void connected(NodeId node) {
      links.add("connected " + node);
    }

    @Override
    public void broken(NodeId node, InetSocketAddress address, Throwable cause) {
      links.add("broken " + node);
    }

    @Override
    public void refused(NodeId node, InetSocketAddress address) {
      links.add("refused " + node);
    }
  }
}
