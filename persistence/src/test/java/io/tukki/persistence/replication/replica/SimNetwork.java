package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Set;

/** Delays, reorders, doubles and drops; links can be cut each way. */
final class SimNetwork {
  private static final int REMEMBERED = 1_000;

  private final Simulation simulation;
  private final boolean[][] cut = new boolean[Simulation.NODES][Simulation.NODES];
  private final ArrayDeque<Letter> sent = new ArrayDeque<>();
  private boolean healed;

  private record Letter(ReplicaId from, ReplicaId to, Message message) {}

  SimNetwork(Simulation simulation) {
    this.simulation = simulation;
  }

  void send(SimNode from, ReplicaId to, Message message) {
    sent.add(new Letter(from.id, to, message));
    if (sent.size() > REMEMBERED) {
      sent.remove();
    }
    int copies = isIn100(simulation.faults.duplicatePercent()) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      if (!isIn100(simulation.faults.dropPercent())) {
        ReplicaId sender = from.id;
        int delayMs = simulation.random.nextInt(simulation.faults.maxDelayMs());
        simulation.at(delayMs, () -> arrive(sender, to, message));
      }
    }
  }

  /** Some of what was last said to and by a replica is delivered again. */
  void echo(ReplicaId about) {
    for (Letter letter : sent) {
      boolean concerns = letter.to().equals(about) || letter.from().equals(about);
      int oneIn = letter.message() instanceof Message.Accept ? 2 : 30;
      if (concerns && simulation.random.nextInt(oneIn) == 0) {
        simulation.at(
            simulation.random.nextInt(30),
            () -> arrive(letter.from(), letter.to(), letter.message()));
      }
    }
  }

  private void arrive(ReplicaId from, ReplicaId to, Message message) {
    SimNode node = simulation.nodes.get(to.node().value());
    boolean joined = healed || !cut[from.node().value()][to.node().value()];
    if (joined && node.up && node.id.equals(to)) {
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

  void separate(Set<Integer> group) {
    for (int a = 0; a < cut.length; a++) {
      for (int b = 0; b < cut.length; b++) {
        cut[a][b] = group.contains(a) != group.contains(b);
      }
    }
  }

  void link(int one, int other, boolean joined) {
    cut[one][other] = !joined;
    cut[other][one] = !joined;
  }

  void mend() {
    for (boolean[] row : cut) {
      Arrays.fill(row, false);
    }
  }

  /** For good: what an adversary still has in mind to cut stays whole. */
  void heal() {
    healed = true;
    mend();
  }
}
