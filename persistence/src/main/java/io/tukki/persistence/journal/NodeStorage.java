package io.tukki.persistence.journal;

import com.typesafe.config.Config;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import io.tukki.persistence.log.DataDirectory;
import io.tukki.persistence.log.DataDirectoryException;
import io.tukki.persistence.log.NodeIdentity;
import io.tukki.persistence.replication.LogStore;
import io.tukki.persistence.replication.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.ExtensionId;
import org.apache.pekko.actor.ExtensionIdProvider;
import org.apache.pekko.actor.setup.ActorSystemSetup;

/**
 * The storage of one actor system: opened with the first who asks, shared by the journal, the
 * snapshot store, the queries and the doors, closed behind the last entity.
 */
public final class NodeStorage implements Extension {

  private static final NodeId STANDALONE = new NodeId(0);

  private final LogStore logs;
  private final Reigns reigns = new Reigns();

  private NodeStorage(LogStore logs) {
    this.logs = logs;
  }

  /**
   * @throws IllegalStateException if the data directory cannot be used; the message says why
   */
  public static NodeStorage get(ClassicActorSystemProvider system) {
    return Id.INSTANCE.get(system);
  }

  public LogStore logs() {
    return logs;
  }

  Reigns reigns() {
    return reigns;
  }

  private static NodeStorage open(ExtendedActorSystem system) {
    ActorSystemSetup setup = system.settings().setup();
    Optional<LogStoreSetup> store = setup.get(LogStoreSetup.class);
    if (store.isPresent()) {
      return over(system, store.get().logs(), () -> {});
    }
    Optional<ReplicationSetup> replication = setup.get(ReplicationSetup.class);
    if (replication.isPresent()) {
      return openReady(system, replication.get());
    }
    Optional<DataDirectorySetup> directory = setup.get(DataDirectorySetup.class);
    return directory.isPresent()
        ? open(system, alone(directory.get().directory()), () -> {})
        : openOwn(system);
  }

  private static NodeStorage openReady(ExtendedActorSystem system, ReplicationSetup replication) {
    Optional<ReplicationSetup.Parts> parts = replication.parts();
    if (parts.isEmpty()) {
      throw new IllegalStateException(
          "The storage is not set up yet: this node is still joining its cluster.");
    }
    return open(system, parts.get(), () -> {});
  }

  private static ReplicationSetup.Parts alone(DataDirectory directory) {
    return new ReplicationSetup.Parts(directory, Surroundings.alone(directory.identity()));
  }

  private static NodeStorage openOwn(ExtendedActorSystem system) {
    DataDirectory directory = openDirectory(system.settings().config());
    try {
      return open(system, alone(directory), directory::close);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static NodeStorage open(
      ExtendedActorSystem system, ReplicationSetup.Parts parts, Runnable closeDirectory) {
    try {
      LogStore logs =
          LogStore.open(
              parts.directory(),
              StorageConfig.settings(system.settings().config()),
              parts.surroundings());
      return over(system, logs, closeDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException("The data directory cannot be used: " + e.getMessage(), e);
    }
  }

  private static NodeStorage over(
      ExtendedActorSystem system, LogStore logs, Runnable closeDirectory) {
    closeWithSystem(system, logs, closeDirectory);
    logs.takeSnapshots(new SharedSnapshots(logs));
    return new NodeStorage(logs);
  }

  private static DataDirectory openDirectory(Config config) {
    Path path = Path.of(config.getString("tukki.data-dir"));
    try {
      return DataDirectory.open(path, NodeStorage::standalone);
    } catch (DataDirectoryException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** An application that uses the journal alone is a node of no cluster. */
  private static NodeIdentity standalone() {
    return new NodeIdentity(new ClusterId(UUID.randomUUID()), STANDALONE, UUID.randomUUID());
  }

  private static void closeWithSystem(
      ExtendedActorSystem system, LogStore logs, Runnable closeDirectory) {
    Runnable close =
        () -> {
          logs.close();
          closeDirectory.run();
        };
    // Entities stop in earlier phases, so nothing is written any more.
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "close-logs",
            () -> closeOnThread(close));
    // For systems that are terminated without those phases; closing twice does nothing.
    system.registerOnTermination(close);
  }

  private static CompletableFuture<Done> closeOnThread(Runnable close) {
    CompletableFuture<Done> closed = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("tukki-close")
        .start(
            () -> {
              try {
                close.run();
                closed.complete(Done.getInstance());
              } catch (RuntimeException e) {
                closed.completeExceptionally(e);
              }
            });
    return closed;
  }

  /** How Pekko finds the one instance of an actor system. */
  private static final class Id extends AbstractExtensionId<NodeStorage>
      implements ExtensionIdProvider {

    private static final Id INSTANCE = new Id();

    @Override
    public NodeStorage createExtension(ExtendedActorSystem system) {
      return open(system);
    }

    @Override
    public ExtensionId<NodeStorage> lookup() {
      return INSTANCE;
    }
  }
}
