package io.tukki.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.DataDirectory;
import io.tukki.persistence.log.NodeIdentity;
import io.tukki.persistence.replication.FlushPolicy;
import io.tukki.persistence.replication.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeStorageTest {

  @TempDir Path directory;

  private Config config() {
    return ConfigFactory.parseString(
            "tukki.data-dir = \"" + directory.resolve("data") + "\", pekko.loglevel = WARNING")
        .withFallback(ConfigFactory.load());
  }

  private static NodeIdentity identity() {
    return new NodeIdentity(new ClusterId(new UUID(1, 2)), new NodeId(3), new UUID(4, 5));
  }

  private static void stop(ActorSystem system) {
    TestKit.shutdownActorSystem(system, Duration.ofSeconds(20), true);
  }

  @Test
  void oneSystemHasOneStorage() {
    ActorSystem system = ActorSystem.create("one", config());

    assertThat(NodeStorage.get(system)).isSameAs(NodeStorage.get(system));

    stop(system);
  }

  @Test
  void secondSystemOverTheSameDirectoryIsRefusedUntilTheFirstHasStopped() {
    ActorSystem first = ActorSystem.create("first", config());
    NodeStorage.get(first);
    ActorSystem second = ActorSystem.create("second", config());

    assertThatThrownBy(() -> NodeStorage.get(second))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(directory.resolve("data").toString());
    stop(first);
    stop(second);

    ActorSystem third = ActorSystem.create("third", config());
    assertThat(NodeStorage.get(third).logs()).isNotNull();
    stop(third);
  }

  @Test
  void stoppedSystemHasClosedItsLogs() throws Exception {
    ActorSystem system = ActorSystem.create("closing", config());
    var logs = NodeStorage.get(system).logs();
    logs.openLog("entity|1").toCompletableFuture().get();

    stop(system);

    assertThatThrownBy(() -> logs.log("entity|1")).isInstanceOf(LogOfflineException.class);
  }

  @Test
  void directoryThatIsHandedInIsUsedAndStaysItsOwners() throws Exception {
    DataDirectory given = DataDirectory.open(directory.resolve("given"), NodeStorageTest::identity);
    ActorSystem system =
        ActorSystem.create(
            "given",
            ActorSystemSetup.create(
                BootstrapSetup.create(config()), new DataDirectorySetup(given)));
    NodeStorage.get(system).logs().openLog("entity|1").toCompletableFuture().get();

    stop(system);

    assertThat(directory.resolve("given/logs/entity%7C1")).isDirectory();
    assertThat(directory.resolve("data")).doesNotExist();
    assertThatThrownBy(
            () -> DataDirectory.open(directory.resolve("given"), NodeStorageTest::identity))
        .as("still locked")
        .isInstanceOf(io.tukki.persistence.log.DataDirectoryException.class);
    given.close();
  }

  @Test
  void referenceConfigurationIsTheDefault() {
    assertThat(StorageConfig.settings(ConfigFactory.load())).isEqualTo(StoreSettings.DEFAULT);
  }

  @Test
  void flushPolicyIsReadAndAWrongOneIsNamed() {
    assertThat(withPolicy("commit").flush()).isEqualTo(new FlushPolicy.Commit());
    assertThat(withPolicy("interval").flush())
        .isEqualTo(new FlushPolicy.Interval(Duration.ofSeconds(1)));
    assertThatThrownBy(() -> withPolicy("sometimes"))
        .hasMessageContaining("tukki.persistence.flush.policy")
        .hasMessageContaining("none, interval or commit");
  }

  private static StoreSettings withPolicy(String policy) {
    return StorageConfig.settings(
        ConfigFactory.parseString("tukki.persistence.flush.policy = " + policy)
            .withFallback(ConfigFactory.load()));
  }
}
