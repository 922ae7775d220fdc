package io.tukki.persistence.replication.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Replicas that leave a log, let go of what they held, are asked to vote by somebody who knows of
 * nothing, and are taken in again.
 */
final class Removals {
  private final Adversary adversary;
  private final Simulation simulation;
  private final SplittableRandom random;

  Removals(Adversary adversary, Simulation simulation) {
    this.adversary = adversary;
    this.simulation = simulation;
    this.random = simulation.random;
  }

  /**
   * A newcomer learns; while one voter sees nothing, another is replaced by the newcomer. Then the
   * two of them are alone, and the one that saw nothing is asked to lead.
   */
  void replaceOne(SimNode leader) {
    List<SimNode> voters = adversary.voters();
    List<SimNode> newcomers = new ArrayList<>(simulation.nodes);
    newcomers.removeAll(voters);
    List<SimNode> others = new ArrayList<>(voters);
    others.remove(leader);
    if (newcomers.isEmpty() || others.size() < 2) {
      return;
    }
    SimNode newcomer = newcomers.get(random.nextInt(newcomers.size()));
    SimNode leaver = others.remove(random.nextInt(others.size()));
    SimNode laggard = others.remove(random.nextInt(others.size()));
    List<SimNode> after = new ArrayList<>(voters);
    after.remove(leaver);
    after.add(newcomer);
    adversary.change(voters, List.of(newcomer));
    int cutMs = 25 + random.nextInt(40);
    later(cutMs, () -> simulation.network.isolate(laggard.number, true));
    int changeMs = cutMs + random.nextInt(10);
    for (int i = 0; i < 3; i++) {
      later(changeMs + 2 * i, () -> adversary.load(leader));
    }
    later(changeMs + 8, () -> adversary.change(after, List.of()));
    if (random.nextBoolean()) {
      later(changeMs + 8, () -> cutOff(leader, leaver, after));
    }
    int leftMs = changeMs + 10 + random.nextInt(60);
    later(leftMs, () -> dieWhileLeaving(leaver));
    int aloneMs = leftMs + 2 + random.nextInt(40);
    later(aloneMs, () -> simulation.network.separate(Set.of(laggard.number, leaver.number)));
    for (int i = 0; i < 3; i++) {
      SimNode asked = random.nextInt(3) == 0 ? leaver : laggard;
      later(aloneMs + 4 + random.nextInt(40), () -> adversary.nominate(asked));
    }
    int mendMs = aloneMs + 60 + random.nextInt(60);
    simulation.at(mendMs, simulation.network::mend);
    later(mendMs + 20 + random.nextInt(60), () -> takeInAgain(leaver));
  }

  /** The change does not come to anything, though the one to leave could be told of it. */
  private void cutOff(SimNode leader, SimNode leaver, List<SimNode> after) {
    for (SimNode other : after) {
      if (!other.equals(leader)) {
        simulation.at(
            random.nextInt(30), () -> simulation.network.link(leader.number, other.number, false));
      }
    }
    simulation.network.link(leader.number, leaver.number, true);
  }

  private void dieWhileLeaving(SimNode leaver) {
    leaver.stateBusyUntilMs = simulation.nowMs() + random.nextInt(30);
    if (random.nextBoolean() && leaver.up) {
      leaver.crash(random);
      adversary.restart(leaver, 1 + random.nextInt(10));
    }
  }

  private void takeInAgain(SimNode leaver) {
    List<SimNode> now = adversary.voters();
    if (!now.contains(leaver)) {
      adversary.change(now, List.of(leaver));
      later(
          20 + random.nextInt(60),
          () -> {
            List<SimNode> with = new ArrayList<>(adversary.voters());
            with.remove(leaver);
            with.add(leaver);
            adversary.change(with, List.of());
          });
    }
  }

  private void later(int delayMs, Runnable run) {
    simulation.at(
        delayMs,
        () -> {
          if (!simulation.isHealed()) {
            run.run();
          }
        });
  }
}
