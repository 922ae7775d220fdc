package io.tukki.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tukki.persistence.replication.LogStore;
import io.tukki.persistence.replication.StoreFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.testkit.javadsl.TestKit;

/**
 * A real actor system with the plugins over a directory of the test's; can be started again and
 * killed.
 */
final class JournalSystem implements AutoCloseable {

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private static final String CONFIG =
      """
      pekko.loglevel = WARNING
      pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
      pekko.logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
      pekko.persistence.journal.plugin = "tukki.journal"
      pekko.persistence.snapshot-store.plugin = "tukki.snapshot-store"
      pekko.actor.serialization-bindings {
        "io.tukki.persistence.journal.SampleEvent" = jackson-cbor
      }
      """;

  private final Path data;
  private final String extraConfig;
  private ActorSystem system;

  private JournalSystem(Path data, String extraConfig) {
    this.data = data;
    this.extraConfig = extraConfig;
    this.system = create(data, extraConfig);
  }

  static JournalSystem start(Path data) {
    return new JournalSystem(data, "");
  }

  static JournalSystem start(Path data, String extraConfig) {
    return new JournalSystem(data, extraConfig);
  }

  private static ActorSystem create(Path data, String extraConfig) {
    Config config =
        ConfigFactory.parseString("tukki.data-dir = \"" + data + "\"")
            .withFallback(ConfigFactory.parseString(extraConfig))
            .withFallback(ConfigFactory.parseString(CONFIG))
            .withFallback(ConfigFactory.load());
    return ActorSystem.create("journal", config);
  }

  /** Over a store of the test's own, whose disk may be made to fail. */
  static JournalSystem start(StoreFixture store) {
    return start(store.logs());
  }

  static JournalSystem start(LogStore logs) {
    return new JournalSystem(
        ActorSystem.create(
            "journal",
            ActorSystemSetup.create(
                new LogStoreSetup(logs),
                BootstrapSetup.create(
                    ConfigFactory.parseString(CONFIG).withFallback(ConfigFactory.load())))));
  }

  private JournalSystem(ActorSystem system) {
    this.data = Path.of("of the store's");
    this.extraConfig = "";
    this.system = system;
  }

  ActorSystem system() {
    return system;
  }

  <T> ActorRef<T> spawn(Behavior<T> behavior) {
    return Adapter.spawnAnonymous(system, behavior);
  }

  /** Stops cleanly and starts anew over the same data. */
  void restart() {
    TestKit.shutdownActorSystem(system, STOP_TIMEOUT, true);
    system = create(data, extraConfig);
  }

  /** As if the process was killed at this moment and started anew. */
  void killAndRestart() throws IOException {
    Path killed = data.resolveSibling(data.getFileName() + "-killed");
    StoreFixture.copyAsIfKilled(data, killed);
    TestKit.shutdownActorSystem(system, STOP_TIMEOUT, true);
    system = create(killed, extraConfig);
  }

  @Override
  public void close() {
    TestKit.shutdownActorSystem(system, STOP_TIMEOUT, true);
  }
}
