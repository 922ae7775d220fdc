package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.membership.Introductions;
import io.tukki.actors.membership.Neighbours;
import io.tukki.actors.membership.Neighbours.Neighbour;
import io.tukki.actors.membership.ProvenDeaths;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.cluster.NodeImage.Endpoint;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.log.NodeIdentity;
import io.tukki.persistence.replication.Surroundings;
import io.tukki.persistence.transport.LinkIdentity;
import io.tukki.persistence.transport.TcpTransport;
import io.tukki.persistence.transport.TransportSettings;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * How this node's replicas reach those on other nodes.
 *
 * @param endpoint where others reach this node's
 */
record NodeReplication(ReplicaId self, TcpTransport transport, Endpoint endpoint) {

  /** Listens; its owner closes the transport. */
  static CompletionStage<NodeReplication> start(
      ActorSystem<?> system,
      NodeSettings settings,
      NodeIdentity identity,
      Introductions introductions,
      ProvenDeaths deaths) {
    ReplicaId self = Surroundings.selfOf(identity);
    InetSocketAddress at =
        new InetSocketAddress(settings.cluster().bindHost(), settings.replication().port());
    return TcpTransport.start(
            system,
            new LinkIdentity(identity.clusterId(), self),
            at,
            TransportSettings.from(system.settings().config()),
            new TcpTransport.Neighbourhood(
                node -> address(introductions, node),
                new DeathNotices(deaths::died, introductions),
                settings.cluster().tls().map(ClusterTls::linksOf)))
        .thenApply(
            transport -> {
              introductions.follow(member -> member.replica().ifPresent(transport::keepInTouch));
              return new NodeReplication(
                  self,
                  transport,
                  new Endpoint(settings.cluster().host(), transport.boundAddress().getPort()));
            });
  }

  private static Optional<InetSocketAddress> address(Neighbours neighbours, NodeId node) {
    return neighbours
        .node(node)
        .flatMap(Neighbour::replication)
        .map(endpoint -> InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port()));
  }
}
