package io.tukki.persistence.replication.replica;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Misfortunes with a plan: histories of several steps that chance alone seldom puts together. Each
 * leaves the times, the victims and the outcome to the seed.
 */
final class Schemes {
  private final Adversary adversary;
  private final Simulation simulation;
  private final SplittableRandom random;

  Schemes(Adversary adversary, Simulation simulation) {
    this.adversary = adversary;
    this.simulation = simulation;
    this.random = simulation.random;
    if (simulation.faults.kinds().contains(Faults.Kind.CRASH_BEFORE_SAVED)) {
      simulation.beforeSave = this::crashBeforeSaved;
    }
  }

  private boolean isTrouble() {
    return !simulation.isHealed();
  }

  /** The disk takes its time, messages do not, and then the process or the machine dies. */
  private void crashBeforeSaved(SimNode node) {
    if (isTrouble() && random.nextInt(4) == 0) {
      int busyMs = 4 + random.nextInt(40);
      node.stateBusyUntilMs = Math.max(node.stateBusyUntilMs, simulation.nowMs()) + busyMs;
      node.logBusyUntilMs += random.nextInt(1 + busyMs);
      boolean power = random.nextBoolean() && simulation.faults.awaitSync();
      boolean again = random.nextBoolean();
      simulation.at(
          node,
          random.nextInt(busyMs),
          () -> {
            simulation.trace(() -> "=== " + node + " dies before its state is saved");
            if (power) {
              node.losePower(random);
            } else {
              node.crash(random);
            }
            adversary.restart(node, 1 + random.nextInt(10));
            if (again) {
              simulation.at(12, () -> adversary.nominate(node));
            }
          });
    }
  }

  /**
   * Two that cannot see each other in turns have the ear of the rest, long enough to be promised
   * and perhaps to be accepted. The rest is slow to write down what it says, and forgetful.
   */
  void rivals() {
    List<SimNode> voters = shuffled(adversary.voters());
    if (voters.size() < 3) {
      return;
    }
    SimNode one = voters.removeFirst();
    SimNode other = voters.removeFirst();
    join(one, List.of(other), false);
    int rounds = 3 + random.nextInt(10);
    int atMs = 0;
    for (int round = 0; round < rounds; round++) {
      boolean first = random.nextBoolean();
      int untilMs = 2 + random.nextInt(30);
      simulation.at(atMs, () -> hear(first ? one : other, first ? other : one, voters, untilMs));
      atMs += untilMs + random.nextInt(6);
    }
    simulation.at(atMs + random.nextInt(40), simulation.network::mend);
  }

  private void hear(SimNode rival, SimNode other, List<SimNode> rest, int untilMs) {
    if (!isTrouble()) {
      return;
    }
    join(other, rest, false);
    join(rival, rest, true);
    if (random.nextInt(4) > 0) {
      adversary.nominate(rival);
    }
    SimNode victim = rest.get(random.nextInt(rest.size()));
    if (random.nextBoolean()) {
      victim.stateBusyUntilMs = simulation.nowMs() + random.nextInt(50);
    }
    boolean deafen = random.nextBoolean();
    simulation.at(
        random.nextInt(untilMs),
        () -> {
          if (deafen) {
            rest.forEach(voter -> simulation.network.cut(rival.number, voter.number));
          }
        });
    simulation.at(untilMs - 1, () -> crash(victim, random.nextInt(2)));
  }

  private void crash(SimNode victim, int kill) {
    if (isTrouble() && victim.up && kill == 1) {
      simulation.trace(() -> "=== " + victim + " dies");
      victim.crash(random);
      adversary.restart(victim, 1);
    }
  }

  private void join(SimNode node, List<SimNode> others, boolean joined) {
    others.forEach(other -> simulation.network.link(node.number, other.number, joined));
  }

  /**
   * A leader that wrote what nobody else has is cut off; a second one accepts its own epoch and is
   * not heard; the first one comes back and is accepted by those who then forget that they did.
   */
  void chase(SimNode first) {
    List<SimNode> rest = shuffled(adversary.voters());
    rest.remove(first);
    if (rest.size() < 2) {
      return;
    }
    SimNode second = rest.removeFirst();
    simulation.network.isolate(first.number, true);
    int secondMs = 8 + random.nextInt(25);
    later(secondMs, () -> adversary.nominate(second));
    later(
        secondMs + 2 + random.nextInt(12),
        () -> rest.forEach(voter -> simulation.network.cut(second.number, voter.number)));
    int firstMs = secondMs + 12 + random.nextInt(20);
    later(
        firstMs,
        () -> {
          simulation.network.mend();
          simulation.network.isolate(second.number, true);
          adversary.nominate(first);
        });
    int busyMs = firstMs + 3 + random.nextInt(10);
    later(busyMs, () -> rest.forEach(voter -> voter.stateBusyUntilMs = simulation.nowMs() + 60));
    int crashMs = busyMs + 3 + random.nextInt(20);
    later(crashMs, () -> rest.forEach(voter -> crash(voter, 1)));
    later(
        crashMs + 3,
        () -> {
          simulation.network.mend();
          simulation.network.isolate(first.number, true);
          adversary.nominate(second);
        });
    simulation.at(crashMs + 20 + random.nextInt(80), simulation.network::mend);
  }

  private void later(int delayMs, Runnable run) {
    simulation.at(
        delayMs,
        () -> {
          if (isTrouble()) {
            run.run();
          }
        });
  }

  /** Its promise to itself may be lost, and with it the number that it must not use again. */
  void stutter(SimNode node) {
    List<SimNode> others = shuffled(adversary.voters());
    others.remove(node);
    if (others.size() < 2) {
      return;
    }
    List<SimNode> half = others.subList(0, others.size() / 2);
    List<SimNode> rest = others.subList(others.size() / 2, others.size());
    join(node, rest, false);
    for (int i = 0; i < 4; i++) {
      later(i, () -> adversary.load(node));
    }
    later(2 + random.nextInt(4), () -> node.logBusyUntilMs += 60);
    int nominatedMs = 4 + random.nextInt(6);
    later(
        nominatedMs,
        () -> {
          node.stateBusyUntilMs = simulation.nowMs() + 60;
          adversary.nominate(node);
        });
    int diesMs = nominatedMs + 3 + random.nextInt(20);
    later(
        diesMs,
        () -> {
          if (node.up && simulation.faults.awaitSync()) {
            node.losePower(random);
          } else if (node.up) {
            node.crash(random);
          }
          join(node, half, false);
          join(node, rest, true);
          adversary.restart(node, 1);
        });
    later(diesMs + 2, () -> adversary.nominate(node));
    simulation.at(diesMs + 10 + random.nextInt(60), simulation.network::mend);
  }

  /**
   * One follower is kept away while the others commit. Then one of those reboots, is told again
   * what it was told before, and with the one that was away is asked to go on.
   */
  void forget(SimNode node) {
    List<SimNode> others = shuffled(adversary.voters());
    boolean page = !simulation.faults.awaitSync();
    if (!page || !others.remove(node) || others.size() < 2 || node.isLeading()) {
      simulation.network.echo(node.id);
      return;
    }
    others.removeIf(SimNode::isLeading);
    if (others.isEmpty()) {
      return;
    }
    SimNode away = others.getFirst();
    simulation.network.isolate(away.number, true);
    int powerMs = 5 + random.nextInt(60);
    simulation.at(
        powerMs,
        () -> {
          if (isTrouble() && adversary.mayLose(node) && node.up) {
            losePower(node, 1);
            simulation.at(
                4 + random.nextInt(30),
                () -> {
                  simulation.network.separate(Set.of(node.number, away.number));
                  adversary.nominate(random.nextBoolean() ? away : node);
                });
          }
        });
    simulation.at(powerMs + 20 + random.nextInt(150), simulation.network::mend);
  }

  /** A leader and one follower are alone, then the leader is brought over, and it not yet. */
  void readLate(SimNode leader) {
    List<SimNode> others = shuffled(adversary.voters());
    others.remove(leader);
    if (others.size() < 4) {
      return;
    }
    SimNode follower = others.removeFirst();
    simulation.network.separate(Set.of(leader.number, follower.number));
    simulation.at(random.nextInt(20), () -> adversary.nominate(others.getFirst()));
    simulation.at(
        20 + random.nextInt(30),
        () -> {
          simulation.network.separate(Set.of(follower.number));
          simulation.network.link(leader.number, follower.number, true);
        });
    simulation.at(80 + random.nextInt(60), simulation.network::mend);
  }

  /** The world changes without it, falls in two, and then it is asked to lead its part. */
  void leaveBehind(SimNode victim) {
    simulation.network.isolate(victim.number, true);
    int changes = 1 + random.nextInt(4);
    int atMs = 0;
    for (int i = 0; i < changes; i++) {
      simulation.at(atMs, this::change);
      atMs += 5 + random.nextInt(40);
    }
    simulation.at(
        atMs,
        () -> {
          if (isTrouble()) {
            Set<Integer> part = someNodes(2);
            part.add(victim.number);
            simulation.network.separate(part);
            int laterMs = random.nextInt(60);
            simulation.at(laterMs, () -> adversary.nominate(victim));
            simulation.at(laterMs + 20, () -> adversary.nominate(victim));
            simulation.at(laterMs + 60 + random.nextInt(100), simulation.network::mend);
          }
        });
  }

  private void change() {
    if (isTrouble()) {
      adversary.reconfigure();
    }
  }

  /** Everybody reboots in the middle of a change, and for a while only some can see each other. */
  void forgetChange() {
    if (!simulation.faults.awaitSync()) {
      simulation.invariants.allowLoss();
    }
    List<SimNode> old = adversary.voters();
    List<SimNode> young = new ArrayList<>(simulation.nodes);
    young.removeAll(old);
    boolean all = random.nextBoolean() && !young.isEmpty();
    if (all) {
      adversary.change(old, young);
    } else {
      change();
    }
    int changeMs = 20 + random.nextInt(20);
    later(
        changeMs,
        () -> {
          if (all) {
            adversary.change(young, old);
          } else {
            change();
          }
        });
    int powerMs = changeMs + random.nextInt(40);
    later(
        powerMs,
        () -> {
          Set<Integer> part = new HashSet<>();
          old.forEach(node -> part.add(node.number));
          simulation.network.separate(all ? part : someNodes(2));
          simulation.nodes.forEach(node -> losePower(node, 1 + random.nextInt(20)));
        });
    for (int i = 0; i < 6; i++) {
      simulation.at(powerMs + 25 + random.nextInt(150), this::nominateByItsOwnLights);
    }
    simulation.at(powerMs + 100 + random.nextInt(200), simulation.network::mend);
  }

  private void losePower(SimNode node, int downMs) {
    if (node.up) {
      node.losePower(random);
      adversary.restart(node, downMs);
    }
  }

  /** The lost come back, at first perhaps only to each other. */
  void force(SimNode survivor) {
    List<SimNode> voters = adversary.voters();
    if (!voters.contains(survivor) || voters.size() < 2) {
      return;
    }
    simulation.invariants.onForced();
    int downMs = 50 + random.nextInt(200);
    for (SimNode voter : voters) {
      if (!voter.equals(survivor)) {
        voter.crash(random);
        adversary.restart(voter, downMs + random.nextInt(100));
      }
    }
    simulation.at(
        random.nextInt(40),
        () -> {
          if (survivor.up && isTrouble()) {
            simulation.step(survivor, new Input.ForceLead());
          }
        });
    if (random.nextBoolean()) {
      simulation.at(downMs, () -> simulation.network.isolate(survivor.number, true));
      simulation.at(downMs + random.nextInt(250), simulation.network::mend);
    }
    for (int i = 0; i < 4; i++) {
      simulation.at(downMs + random.nextInt(250), this::nominateByItsOwnLights);
    }
  }

  /** Somebody who believes to be a voter, right or wrong. */
  private void nominateByItsOwnLights() {
    List<SimNode> believers =
        simulation.nodes.stream()
            .filter(node -> node.up && node.configuration().isVoter(node.id))
            .toList();
    if (isTrouble() && !believers.isEmpty()) {
      adversary.nominate(believers.get(random.nextInt(believers.size())));
    }
  }

  private Set<Integer> someNodes(int count) {
    Set<Integer> some = new HashSet<>();
    while (some.size() < count) {
      some.add(random.nextInt(Simulation.NODES));
    }
    return some;
  }

  private List<SimNode> shuffled(List<SimNode> nodes) {
    var rest = new ArrayList<>(nodes);
    var shuffled = new ArrayList<SimNode>();
    while (!rest.isEmpty()) {
      shuffled.add(rest.remove(random.nextInt(rest.size())));
    }
    return shuffled;
  }
}
