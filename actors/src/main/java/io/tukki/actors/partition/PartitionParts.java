package io.tukki.actors.partition;

import io.tukki.actors.Metadata;
import io.tukki.actors.membership.Neighbours;
import io.tukki.actors.partition.PartitionNode.Links;
import io.tukki.actors.partition.remote.PartitionClient;
import io.tukki.actors.partition.remote.PartitionServer;
import io.tukki.actors.partition.remote.RemoteSettings;
import io.tukki.actors.partition.remote.ToServer;
import io.tukki.core.cluster.ShardHome;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import io.tukki.core.log.PartitionLogs;
import io.tukki.core.result.Refusal;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** Puts together what a node needs for partitions: those that it leads, and all others. */
final class PartitionParts {

  private static final DispatcherSelector DISPATCHER = PartitionSharding.DISPATCHER;

  private final ActorSystem<?> system;
  private final Metadata metadata;
  private final Clock clock;
  private final PartitionSettings settings;
  private final RemoteSettings remote;
  private final PartitionSharding sharding;
  private final PartitionRoutes routes;
  private final PartitionClient client;
  private final LocalReads reads;

  PartitionParts(ActorSystem<?> system, Metadata metadata, Clock clock) {
    var config = system.settings().config().getConfig("tukki.partition");
    this.system = system;
    this.metadata = metadata;
    this.clock = clock;
    this.settings = PartitionSettings.of(config);
    this.remote = RemoteSettings.of(config);
    this.sharding = new PartitionSharding(system, metadata, settings.role());
    this.routes = new PartitionRoutes(system, settings, sharding::wake);
    ShardChanges.follow(metadata, routes);
    this.client = new PartitionClient(system, DISPATCHER, remote, routes);
    this.reads = new LocalReads(io());
  }

  ShardedPartitions startWith(NodeId self, Neighbours neighbours, PartitionLogs logs) {
    ActorRef<ToServer> server =
        system.systemActorOf(
            PartitionServer.create(new LedHere(routes, settings, reads), io(), remote),
            "tukki-partition-server",
            DISPATCHER);
    PartitionNode node =
        new PartitionNode(metadata, logs, routes, settings, clock, new Links(client.ref(), server));
    sharding.start(node, self, neighbours);
    system.systemActorOf(LogKeeper.create(node), "tukki-partition-keeper", DISPATCHER);
    return start(() -> handOver(self, neighbours));
  }

  ShardedPartitions startWithoutLogs() {
    sharding.startWithoutPartitions(client.ref());
    return start(() -> CompletableFuture.completedFuture(Done.getInstance()));
  }

  private ShardedPartitions start(Supplier<CompletionStage<Done>> handOver) {
    system.systemActorOf(UndeliveredRequests.create(), "tukki-partition-undelivered", DISPATCHER);
    system.systemActorOf(MembershipWatch.create(routes), "tukki-partition-members", DISPATCHER);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeClusterShutdown(),
            "tukki-partition-callers",
            () -> letGoOfCallers(handOver));
    return new ShardedPartitions(metadata, routes, settings, reads, clock);
  }

  /**
   * The shards of this node are about to be handed over. Where nobody takes them, a caller who
   * wakes a partition would hold up the end until sharding loses its patience.
   */
  private CompletionStage<Done> letGoOfCallers(Supplier<CompletionStage<Done>> handOver) {
    if (isAnotherHolderThere()) {
      return handOver.get();
    }
    routes.stop(new Refusal.NotReady("The node is stopping."));
    return CompletableFuture.completedFuture(Done.getInstance());
  }

  private CompletionStage<Done> handOver(NodeId self, Neighbours neighbours) {
    return HandOver.await(
        system,
        routes.withFronts().stream()
            .filter(partition -> hasSuccessor(partition.entity().shard(), self, neighbours))
            .toList(),
        settings.lifecycle().handOverTimeout());
  }

  private boolean hasSuccessor(ShardId shard, NodeId self, Neighbours neighbours) {
    return ShardHome.of(
            metadata.image(),
            shard,
            node -> neighbours.node(node).isPresent(),
            neighbours::isLeaving)
        .filter(home -> !home.equals(self))
        .isPresent();
  }

  private boolean isAnotherHolderThere() {
    Cluster cluster = Cluster.get(system);
    for (Member member : cluster.state().getMembers()) {
      boolean holder = settings.role().isEmpty() || member.hasRole(settings.role());
      if (holder
          && member.status().equals(MemberStatus.up())
          && !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())) {
        return true;
      }
    }
    return false;
  }

  private Executor io() {
    return system
        .dispatchers()
        .lookup(DispatcherSelector.fromConfig("tukki.partition.io-dispatcher"));
  }
}
