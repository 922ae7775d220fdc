package io.tukki.chaos.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A network namespace for each node, all on one bridge; clients live on the machine itself, which
 * is on the bridge too. Needs root.
 *
 * <p>A link is cut by telling the sender a wrong hardware address for the receiver: its frames
 * reach nobody, it gets no error, and the other direction works on. So it needs no packet filter,
 * which not every kernel has, and it stops every port alike.
 */
public final class Namespaces implements Network {

  private static final String NOBODY = "02:00:00:00:00:99";
  private static final int HTTP_PORT = 8080;
  private static final int CLUSTER_PORT = 7355;
  private static final int REPLICATION_PORT = 7356;

  private final String name;
  private final String subnet;
  private final Set<Integer> made = new HashSet<>();
  private final Deque<Runnable> undo = new ArrayDeque<>();

  private Namespaces(long unique) {
    name = "tkc" + unique % 100_000;
    subnet = "10.231." + unique % 250;
  }

  public static boolean isPossible() {
    String probe = "tkp" + ProcessHandle.current().pid() % 100_000;
    boolean possible =
        Shell.run("ip", "link", "add", probe, "type", "bridge").isOk()
            && Shell.run("ip", "netns", "add", probe).isOk();
    Shell.run("ip", "netns", "del", probe);
    Shell.run("ip", "link", "del", probe);
    return possible;
  }

  public static Namespaces create() {
    Namespaces network = new Namespaces(ProcessHandle.current().pid());
    Shell.must("ip", "link", "add", network.name, "type", "bridge");
    network.undo.push(() -> Shell.run("ip", "link", "del", network.name));
    Shell.must("ip", "addr", "add", network.subnet + ".254/24", "dev", network.name);
    Shell.must("ip", "link", "set", network.name, "up");
    return network;
  }

  @Override
  public synchronized Address address(int node) {
    if (made.add(node)) {
      make(node);
    }
    return new Address(host(node), HTTP_PORT, CLUSTER_PORT, REPLICATION_PORT);
  }

  private String host(int node) {
    return subnet + "." + (node == CLIENTS ? 254 : node);
  }

  private String namespace(int node) {
    return name + "n" + node;
  }

  private void make(int node) {
    String inside = namespace(node);
    String outside = name + "v" + node;
    Shell.must("ip", "netns", "add", inside);
    undo.push(() -> Shell.run("ip", "netns", "del", inside));
    Shell.must(
        "ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", inside);
    Shell.must("ip", "link", "set", outside, "master", name, "up");
    Shell.must("ip", "-n", inside, "addr", "add", host(node) + "/24", "dev", "eth0");
    Shell.must("ip", "-n", inside, "link", "set", "eth0", "up");
    Shell.must("ip", "-n", inside, "link", "set", "lo", "up");
  }

  @Override
  public List<String> prefix(int node) {
    return List.of("ip", "netns", "exec", namespace(node));
  }

  @Override
  public boolean canCut() {
    return true;
  }

  @Override
  public void cut(int from, int to) {
    neighbour(from, "replace", host(to), "lladdr", NOBODY, "nud", "permanent");
  }

  @Override
  public void heal(int from, int to) {
    neighbour(from, "del", host(to));
  }

  private void neighbour(int from, String... what) {
    List<String> command =
        new java.util.ArrayList<>(
            from == CLIENTS ? List.of("ip") : List.of("ip", "-n", namespace(from)));
    command.add("neigh");
    command.addAll(List.of(what));
    command.addAll(List.of("dev", from == CLIENTS ? name : "eth0"));
    Shell.run(command.toArray(String[]::new));
  }

  @Override
  public synchronized void close() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }
}
