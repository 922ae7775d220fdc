package io.tukki.chaos.load;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where the clients can turn to: as they would by a list of nodes in their configuration. */
public final class Targets {

  private final List<URI> nodes = new CopyOnWriteArrayList<>();

  public Targets(List<URI> nodes) {
    this.nodes.addAll(nodes);
  }

  public void add(URI node) {
    nodes.add(node);
  }

  public void remove(URI node) {
    nodes.remove(node);
  }

  /** One of the nodes by number, going around. */
  public URI get(int number) {
    List<URI> now = List.copyOf(nodes);
    return now.get(Math.floorMod(number, now.size()));
  }
}
