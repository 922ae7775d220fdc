package io.tukki.chaos.fault;

import io.tukki.chaos.cluster.Cluster;
import io.tukki.chaos.cluster.Node;
import io.tukki.chaos.cluster.Pause;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Does and undoes faults. For one thread. */
public final class Nemesis {

  private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

  private final Cluster cluster;
  private final Replacement replacement;
  private final Witness witness;
  private final Consumer<String> journal;

  /** How a node is taken out for good, and another brought in. */
  @FunctionalInterface
  public interface Replacement {
    void replace(int node);
  }

  /** Sees what a power cut leaves behind. */
  public interface Witness {

    /** All nodes are dead. */
    void powerIsLost();

    /** And so is what they had not flushed. */
    void unflushedIsLost();

    /** Nobody has been started again yet. */
    void powerComesBack();
  }

  /**
   * @param journal is told what happens, in one line each
   */
  public Nemesis(
      Cluster cluster, Replacement replacement, Witness witness, Consumer<String> journal) {
    this.cluster = cluster;
    this.replacement = replacement;
    this.witness = witness;
    this.journal = journal;
  }

  public void begin(Fault fault) {
    journal.accept("begin " + fault);
    switch (fault) {
      case Fault.Kill(var nodes) -> nodes.forEach(node -> cluster.node(node).kill());
      case Fault.Freeze(int node) -> cluster.node(node).pause();
      case Fault.Cut(var links) ->
          links.forEach(link -> cluster.network().cut(link.from(), link.to()));
      case Fault.SlowDisk(int node, Duration perCall) -> cluster.disks().slow(node, perCall);
      case Fault.FullDisk(int node) -> cluster.disks().fill(node);
      case Fault.Restart(int node) -> cluster.node(node).stop();
      case Fault.RollingRestart() -> rollingRestart();
      case Fault.Replace(int node) -> replacement.replace(node);
      case Fault.PowerCut() -> {
        cluster.nodes().forEach(Node::kill);
        witness.powerIsLost();
        cluster
            .nodes()
            .forEach(
                node ->
                    journal.accept(
                        "node %d %s"
                            .formatted(node.number(), cluster.disks().cutPower(node.number()))));
        witness.unflushedIsLost();
      }
    }
  }

  private void rollingRestart() {
    for (Node node : cluster.nodes()) {
      node.stop();
      node.start();
      cluster.awaitReady(READY_TIMEOUT);
    }
  }

  public void heal(Fault fault) {
    switch (fault) {
      case Fault.Kill(var nodes) -> nodes.forEach(node -> cluster.node(node).start());
      case Fault.Freeze(int node) -> cluster.node(node).resume();
      case Fault.Cut(var links) ->
          links.forEach(link -> cluster.network().heal(link.from(), link.to()));
      case Fault.SlowDisk(int node, Duration perCall) -> cluster.disks().slow(node, Duration.ZERO);
      case Fault.FullDisk(int node) -> cluster.disks().empty(node);
      case Fault.Restart(int node) -> cluster.node(node).start();
      case Fault.RollingRestart() -> {}
      case Fault.Replace(int node) -> {}
      case Fault.PowerCut() -> {
        witness.powerComesBack();
        cluster.nodes().forEach(Node::start);
      }
    }
    journal.accept("heal  " + fault);
  }

  /** Does them together, waits, and undoes them. */
  public void round(List<Fault> faults, Duration hold) {
    faults.forEach(this::begin);
    try {
      Pause.of(hold);
    } finally {
      faults.reversed().forEach(this::heal);
    }
  }

  /** Brings back whatever ended by itself: a node that gave up is not a fault of ours. */
  public int startWhatEnded() {
    int ended = 0;
    for (Node node : cluster.nodes()) {
      if (!node.isAlive()) {
        journal.accept("node %d had ended by itself".formatted(node.number()));
        node.start();
        ended++;
      }
    }
    return ended;
  }
}
