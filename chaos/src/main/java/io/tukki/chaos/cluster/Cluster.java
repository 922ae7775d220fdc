package io.tukki.chaos.cluster;

import io.tukki.chaos.cluster.Network.Address;
import io.tukki.clusterconfig.settings.NodeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The nodes of one run. They are numbered from 1, which need not be their ids in the cluster. */
public final class Cluster implements AutoCloseable {

  /**
   * @param root the checkout whose build the nodes run
   * @param work where each node gets a directory
   * @param seeds how many nodes form the cluster and are everybody's seeds
   * @param flush the flush policy
   * @param settings more settings, as lines of HOCON
   * @param javaOptions more options of each node's JVM
   */
  public record Spec(
      Path root,
      Path work,
      int seeds,
      String flush,
      List<String> settings,
      List<String> javaOptions) {

    public Spec(Path root, Path work, int seeds, String flush, List<String> settings) {
      this(root, work, seeds, flush, settings, List.of());
    }
  }

  /** A number that no data node of a run gets. */
  public static final int CLIENT_NODE = 200;

  private final Spec spec;
  private final Network network;
  private final DiskLayer disks;
  private final Map<Integer, Node> nodes = new TreeMap<>();

  public Cluster(Spec spec, Network network, DiskLayer disks) {
    this.spec = spec;
    this.network = network;
    this.disks = disks;
  }

  public Network network() {
    return network;
  }

  public DiskLayer disks() {
    return disks;
  }

  public List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  public Node node(int number) {
    Node node = nodes.get(number);
    if (node == null) {
      throw new IllegalArgumentException("there is no node " + number);
    }
    return node;
  }

  /** Starts those that form the cluster, and waits until each can serve. */
  public void form(Duration timeout) {
    IntStream.rangeClosed(1, spec.seeds()).forEach(this::add);
    nodes().forEach(Node::start);
    awaitReady(timeout);
  }

  /** Makes a node that is not started yet. */
  public Node add(int number) {
    Path directory = spec.work().resolve("node" + number);
    try {
      Files.createDirectories(directory);
      Map<String, String> environment = new HashMap<>(disks.prepare(number, directory));
      environment.put("TUKKI_JAVA_OPTS", javaOptions(number));
      Files.writeString(directory.resolve("node.conf"), config(number, directory));
      Node node =
          new Node(
              new Node.Place(number, directory, spec.root().resolve("tukki"), environment),
              network);
      nodes.put(number, node);
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where an option says {@code %n} it means the node's number, for files of its own. */
  private String javaOptions(int number) {
    return String.join(" ", spec.javaOptions()).replace("%n", Integer.toString(number));
  }

  /** Forgets a node for good; its number is not used again. */
  public void remove(int number) {
    Node node = nodes.remove(number);
    if (node != null) {
      node.close();
    }
  }

  /** Of a node that holds nothing, in this process or another on the same network. */
  public NodeSettings clientSettings(Path directory) throws IOException {
    return NodeSettings.builder().file(clientConfig(CLIENT_NODE, directory)).build();
  }

  /** The file of settings for such a node. */
  public Path clientConfig(int number, Path directory) throws IOException {
    Address address = network.address(number);
    Files.createDirectories(directory);
    return Files.writeString(
        directory.resolve("client.conf"),
        """
        tukki.data-dir = "%s"
        tukki.node.role = client
        tukki.http { host = "%s", port = %d }
        tukki.cluster { host = "%s", port = %d, seeds = [%s] }
        tukki.replication.port = %d
        """
            .formatted(
                directory.resolve("data"),
                address.host(),
                address.httpPort(),
                address.host(),
                address.clusterPort(),
                seeds(),
                address.replicationPort()));
  }

  private String seeds() {
    return IntStream.rangeClosed(1, spec.seeds())
        .mapToObj(network::address)
        .map(seed -> "\"%s:%d\"".formatted(seed.host(), seed.clusterPort()))
        .collect(Collectors.joining(", "));
  }

  private String config(int number, Path directory) {
    Address address = network.address(number);
    List<String> lines = new ArrayList<>();
    lines.add("tukki.data-dir = \"%s\"".formatted(directory.resolve(Node.DISK).resolve("data")));
    lines.add(
        "tukki.http { host = \"%s\", port = %d }".formatted(address.host(), address.httpPort()));
    lines.add(
        "tukki.cluster { host = \"%s\", port = %d }"
            .formatted(address.host(), address.clusterPort()));
    lines.add("tukki.persistence.flush.policy = " + spec.flush());
    lines.add("tukki.replication.port = " + address.replicationPort());
    if (spec.seeds() > 1) {
      lines.add("tukki.cluster.expected-nodes = " + spec.seeds());
    }
    // The only founder begins a cluster of its own, which the others then join.
    if (spec.seeds() > 1 || number > 1) {
      lines.add("tukki.cluster.seeds = [%s]".formatted(seeds()));
    }
    lines.addAll(spec.settings());
    return String.join("\n", lines) + "\n";
  }

  /**
   * @throws IllegalStateException if a node is not ready in time, with what it said last
   */
  public void awaitReady(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Node node : nodes()) {
      while (!node.isReady()) {
        if (System.nanoTime() > deadline || !node.isAlive()) {
          throw new IllegalStateException(
              "node %d %s; it said:\n%s"
                  .formatted(
                      node.number(),
                      node.isAlive() ? "is not ready within " + timeout : "has ended",
                      node.logTail()));
        }
        Pause.of(Duration.ofMillis(100));
      }
    }
  }

  @Override
  public void close() {
    nodes().forEach(Node::close);
    network.close();
    disks.close();
  }
}
