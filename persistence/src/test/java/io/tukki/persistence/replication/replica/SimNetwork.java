package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.Arrays;

/** Delays, reorders, doubles and drops; links can be cut each way. */
final class SimNetwork {
  private final Simulation simulation;
  private final boolean[][] cut = new boolean[Simulation.NODES][Simulation.NODES];
  private boolean healed;

  SimNetwork(Simulation simulation) {
    this.simulation = simulation;
  }

  void send(SimNode from, ReplicaId to, Message message) {
    int copies = isIn100(simulation.faults.duplicatePercent()) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      if (!isIn100(simulation.faults.dropPercent())) {
        ReplicaId sender = from.id;
        int delayMs = simulation.random.nextInt(simulation.faults.maxDelayMs());
        simulation.at(delayMs, () -> arrive(sender, to, message));
      }
    }
  }

  private void arrive(ReplicaId from, ReplicaId to, Message message) {
    SimNode node = simulation.nodes.get(to.node().value());
    if (!cut[from.node().value()][to.node().value()] && node.up && node.id.equals(to)) {
      // A paused process finds its mail when it wakes up.
      simulation.at(node, 0, () -> simulation.step(node, new Input.Received(from, message)));
    }
  }

  private boolean isIn100(int percent) {
    return !healed && percent > 0 && simulation.random.nextInt(100) < percent;
  }

  void cut(int from, int to) {
    cut[from][to] = true;
  }

  void isolate(int node, boolean bothWays) {
    for (int other = 0; other < cut.length; other++) {
      if (other != node) {
        cut(node, other);
        if (bothWays) {
          cut(other, node);
        }
      }
    }
  }

  void mend() {
    for (boolean[] row : cut) {
      Arrays.fill(row, false);
    }
  }

  void heal() {
    healed = true;
    mend();
  }
}
