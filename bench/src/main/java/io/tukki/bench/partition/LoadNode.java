package io.tukki.bench.partition;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tukki.actors.Partitions;
import io.tukki.actors.membership.Introductions;
import io.tukki.actors.partition.ShardedPartitions;
import io.tukki.persistence.journal.NodeStorage;
import io.tukki.persistence.replication.LogStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A node with everything that an append passes: sharding, journal, log; without doors. */
final class LoadNode implements AutoCloseable {

  private static final String CONFIG =
      """
      pekko {
        loglevel = WARNING
        remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
        cluster.jmx.enabled = off
        coordinated-shutdown.exit-jvm = off
        persistence.journal.plugin = "tukki.journal"
        persistence.snapshot-store.plugin = "tukki.snapshot-store"
      }
      tukki.partition.append { max-waiting-bytes = 1 GiB }
      """;

  private final ActorSystem<Void> system;
  private final Partitions partitions;

  LoadNode(Path directory, LocalMetadata metadata) {
    Config config =
        ConfigFactory.parseString("tukki.data-dir = \"" + directory + "\"")
            .withFallback(ConfigFactory.defaultOverrides())
            .withFallback(ConfigFactory.parseString(CONFIG))
            .withFallback(ConfigFactory.parseResources("tukki-pekko.conf"))
            .withFallback(ConfigFactory.load());
    this.system = ActorSystem.create(Behaviors.empty(), "load", config);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    this.partitions =
        ShardedPartitions.start(
            system,
            LocalMetadata.NODE,
            Introductions.start(system),
            metadata,
            logs(),
            Clock.systemUTC());
  }

  Partitions partitions() {
    return partitions;
  }

  LogStore logs() {
    return NodeStorage.get(system).logs();
  }

  @Override
  public void close() {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
