package io.tukki.persistence.replication;

import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.log.BootId;
import io.tukki.persistence.log.LogOptions;
import io.tukki.persistence.log.OpenSegments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Stores of several nodes in one process: real files, real threads, a network of our own. */
final class TestCluster implements AutoCloseable {

  static final StoreSettings SETTINGS =
      StoreSettings.DEFAULT.withReplication(
          ReplicationSettings.DEFAULT.withTiming(
              new ReplicationSettings.Timing(
                  Duration.ofMillis(40), Duration.ofSeconds(2), Duration.ofSeconds(3))));

  final Network network = new Network();
  private final Path directory;
  private final StoreSettings settings;
  private final List<ReplicaId> voters;
  private final Map<Integer, LogStore> stores = new HashMap<>();
  private final Map<Integer, FaultyStorage> disks = new HashMap<>();
  private final Map<Integer, UUID> boots = new HashMap<>();
  private final Map<Integer, Path> paths = new HashMap<>();

  /** Nodes 1 to {@code size} are started, and new logs are held by the first {@code replicas}. */
  TestCluster(Path directory, int size, int replicas, StoreSettings settings) throws IOException {
    this.directory = directory;
    this.settings = settings;
    this.voters = IntStream.rangeClosed(1, replicas).mapToObj(TestCluster::id).toList();
    for (int node = 1; node <= size; node++) {
      start(node);
    }
  }

  TestCluster(Path directory, int size) throws IOException {
    this(directory, size, size, SETTINGS);
  }

  static ReplicaId id(int node) {
    return new ReplicaId(new NodeId(node), new DirectoryId(new UUID(node, node)));
  }

  LogStore start(int node) throws IOException {
    Path home = paths.computeIfAbsent(node, number -> directory.resolve("node-" + number));
    Files.createDirectories(home);
    UUID boot = boots.computeIfAbsent(node, number -> new UUID(number, 1));
    FaultyStorage disk = new FaultyStorage();
    LogStore store =
        LogStore.open(
            new BareHome(home),
            new Node.Disk(
                disk,
                new LogOptions(
                    Optional.of(new BootId(boot)),
                    LogOptions.DEFAULT_CHECKPOINT_BYTES,
                    OpenSegments.withDefaults(),
                    settings.care().quarantineBytes())),
            settings,
            Clock.systemUTC(),
            new Surroundings(id(node), network.transportOf(id(node)), log -> Optional.of(voters)));
    stores.put(node, store);
    disks.put(node, disk);
    return store;
  }

  /** Ends in good order. */
  void stop(int node) {
    Optional.ofNullable(stores.remove(node)).ifPresent(LogStore::close);
  }

  /** Ends as by kill -9: what comes next begins with what the disk had at that moment. */
  void kill(int node) throws IOException {
    Path home = home(node);
    network.transportOf(id(node)).close();
    Path killed = directory.resolve("node-" + node + "-" + UUID.randomUUID());
    disk(node).holdStill(() -> StoreFixture.copyAsIfKilled(home, killed));
    stop(node);
    paths.put(node, killed);
  }

  /** The machine starts anew. */
  void reboot(int node) {
    boots.merge(
        node,
        new UUID(node, 1),
        (old, unused) -> new UUID(old.getMostSignificantBits(), old.getLeastSignificantBits() + 1));
  }

  Path home(int node) {
    return java.util.Objects.requireNonNull(paths.get(node));
  }

  LogStore store(int node) {
    return java.util.Objects.requireNonNull(stores.get(node));
  }

  /** As somebody who has read there what cannot have been written. */
  void suspect(int node, String log, long offset) {
    store(node).log(log).suspect(offset);
  }

  FaultyStorage disk(int node) {
    return java.util.Objects.requireNonNull(disks.get(node));
  }

  @Override
  public void close() {
    List.copyOf(stores.keySet()).forEach(this::stop);
    network.close();
  }
}
