package io.tukki.actors.testing;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tukki.actors.PekkoDefaults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.awaitility.Awaitility;

/** An actor system in a real cluster of its own or of others like it, on an ephemeral port. */
public final class TestNode implements AutoCloseable {

  private final ActorSystem<Void> system;

  private TestNode(ActorSystem<Void> system) {
    this.system = system;
  }

  /**
   * Starts a node that has not joined anything yet.
   *
   * @param store names the {@link SharedJournal}
   * @param snapshots a directory for snapshots
   */
  public static TestNode start(String store, Path snapshots, Map<String, ?> settings) {
    Config config =
        ConfigFactory.parseMap(settings)
            .withFallback(
                ConfigFactory.parseMap(
                    Map.of(
                        "pekko.cluster.jmx.multi-mbeans-in-same-jvm",
                        "on",
                        "pekko.loglevel",
                        "WARNING",
                        "pekko.remote.artery.canonical.hostname",
                        "127.0.0.1",
                        "pekko.remote.artery.canonical.port",
                        0,
                        "pekko.persistence.journal.plugin",
                        "test-journal",
                        "test-journal.class",
                        SharedJournal.class.getName(),
                        "test-journal.store",
                        store,
                        "pekko.persistence.snapshot-store.plugin",
                        "pekko.persistence.snapshot-store.local",
                        "pekko.persistence.snapshot-store.local.dir",
                        snapshots.toString())))
            .withFallback(PekkoDefaults.config())
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    return new TestNode(ActorSystem.create(Behaviors.empty(), "tukki-test", config));
  }

  public ActorSystem<Void> system() {
    return system;
  }

  public Address address() {
    return Cluster.get(system).selfMember().address();
  }

  /** Joins the node at an address, which may be its own; answers once it is a member. */
  public TestNode join(Address seed) {
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(new Join(seed));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> cluster.selfMember().status().equals(MemberStatus.up()));
    return this;
  }

  /** Leaves the cluster and stops. */
  @Override
  public void close() {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the node did not stop", e);
    }
  }
}
