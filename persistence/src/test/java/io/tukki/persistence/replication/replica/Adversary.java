package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Nominates, loads, changes and breaks a simulated cluster, then heals it and demands progress. */
final class Adversary {
  private static final long TROUBLE_MS = 900;
  private static final long PATIENCE_MS = 6_000;

  private final Simulation simulation;
  private final SplittableRandom random;
  private final Faults faults;
  private final Schemes schemes;
  private final Removals removals;
  private long lastRequest;
  private int lastValue;

  Adversary(Simulation simulation) {
    this.simulation = simulation;
    this.random = simulation.random;
    this.faults = simulation.faults;
    this.schemes = new Schemes(this, simulation);
    this.removals = new Removals(this, simulation);
  }

  void run() {
    simulation.at(0, () -> nominate(simulation.nodes.get(random.nextInt(faults.replicas()))));
    simulation.at(5, this::load);
    simulation.at(faults.everyMs(), this::disturb);
    simulation.at(30, this::nominateSometimes);
    simulation.runUntil(TROUBLE_MS);
    simulation.trace(() -> "=== healed");
    simulation.heal();
    while (!isSettled() && simulation.nowMs() < TROUBLE_MS + PATIENCE_MS) {
      simulation.runUntil(simulation.nowMs() + 20);
    }
    Invariants.require(isSettled(), "no progress after the faults have healed");
    for (SimNode node : members()) {
      simulation.invariants.requireSame(
          node.toString(), Simulation.decreeOf(node), node.disk.issued);
    }
  }

  // What is asked of the cluster.

  void nominate(SimNode node) {
    simulation.step(node, new Input.Nominate());
  }

  private void nominateSometimes() {
    if (leader().isEmpty() && !simulation.nodes.stream().anyMatch(Adversary::isCandidate)) {
      nominateVoter();
    } else if (faults.kinds().contains(Faults.Kind.DUEL)
        && !simulation.isHealed()
        && random.nextInt(3) == 0) {
      nominateVoter();
      nominateVoter();
    }
    simulation.at(20 + random.nextInt(60), this::nominateSometimes);
  }

  private static boolean isCandidate(SimNode node) {
    return node.up
        && (node.replica.state().role() instanceof Role.Preparing
            || node.replica.state().role() instanceof Role.Copying
            || node.replica.state().role() instanceof Role.Accepting);
  }

  private void nominateVoter() {
    List<SimNode> voters = voters();
    if (!voters.isEmpty()) {
      nominate(voters.get(random.nextInt(voters.size())));
    }
  }

  /** Those that are up, by the newest configuration that anybody knows. */
  List<SimNode> voters() {
    Configuration newest =
        simulation.nodes.stream()
            .map(SimNode::configuration)
            .max(Comparator.comparingLong(Configuration::generation))
            .orElseThrow();
    return simulation.nodes.stream().filter(node -> node.up && newest.isVoter(node.id)).toList();
  }

  private void load() {
    for (SimNode node : simulation.nodes) {
      boolean enough = simulation.isHealed() && hasAppended(node);
      if (node.isLeading() && node.pausedUntilMs <= simulation.nowMs() && !enough) {
        append(node);
      }
    }
    simulation.at(1 + random.nextInt(12), this::load);
  }

  void load(SimNode node) {
    if (node.isLeading() && node.pausedUntilMs <= simulation.nowMs()) {
      append(node);
    }
  }

  /** Asks whoever leads for these voters. */
  void change(List<SimNode> voters, List<SimNode> learners) {
    leader()
        .ifPresent(
            leader ->
                simulation.step(
                    leader,
                    new Input.ChangeRequest(
                        ++lastRequest,
                        voters.stream().map(node -> node.id).toList(),
                        learners.stream().map(node -> node.id).toList())));
  }

  private void append(SimNode node) {
    var entries = new ArrayList<Entry>();
    long offset = node.replica.endOffset();
    long ordinal = node.replica.nextOrdinal();
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      int value = ++lastValue;
      long last = offset + random.nextInt(3);
      entries.add(
          new Entry(node.epoch(), offset, last, ordinal++, value, new Payload.Batch(value)));
      offset = last + 1;
    }
    Input.Wait until = random.nextInt(4) == 0 ? Input.Wait.LOCAL : Input.Wait.COMMITTED;
    int minReplicas = simulation.isHealed() ? 1 : 1 + random.nextInt(faults.replicas());
    long request = ++lastRequest;
    node.requests.put(request, new SimNode.Request(entries, until, minReplicas));
    simulation.step(node, new Input.AppendRequest(request, entries, until, minReplicas));
  }

  // What goes wrong.

  private void disturb() {
    if (!simulation.isHealed()) {
      List<Faults.Kind> kinds = List.copyOf(faults.kinds());
      if (!kinds.isEmpty()) {
        Faults.Kind kind = kinds.get(random.nextInt(kinds.size()));
        SimNode victim = simulation.nodes.get(random.nextInt(simulation.nodes.size()));
        if (simulation.mayInflict(kind)) {
          inflict(kind, victim);
        }
      }
      simulation.at(1 + random.nextInt(2 * faults.everyMs()), this::disturb);
    }
  }

  private void inflict(Faults.Kind kind, SimNode node) {
    simulation.trace(() -> "=== " + kind + " " + node);
    switch (kind) {
      case CRASH -> {
        if (node.up) {
          node.crash(random);
          restartLater(node);
        }
      }
      case POWER_LOSS -> losePower(node);
      case POWER_LOSS_EVERYWHERE -> losePowerEverywhere();
      case PAUSE ->
          node.pausedUntilMs =
              Math.max(node.pausedUntilMs, simulation.nowMs() + 20 + random.nextInt(300));
      case PARTITION -> partition(node, true);
      case ONE_WAY_PARTITION -> partition(node, false);
      case SLOW_DISK -> {
        node.logBusyUntilMs += random.nextInt(200);
        node.stateBusyUntilMs += random.nextInt(200);
      }
      case FAILED_DISK -> failDisk(node);
      case FLIPPED_BITS -> flip(node);
      case WIPED_DISK -> wipe(node);
      case DUEL -> nominateVoter();
      case FAILOVER -> failOver(node);
      case TRIM -> trim();
      case RECONFIGURE -> reconfigure();
      case CRASH_BEFORE_SAVED -> {} // happens by itself
      case LATE_READS -> leader().ifPresent(schemes::readLate);
      case STUTTER -> leader().ifPresent(schemes::stutter);
      case CHASE -> leader().ifPresent(schemes::chase);
      case RIVALS -> schemes.rivals();
      case ECHO -> schemes.forget(node);
      case LEFT_BEHIND -> schemes.leaveBehind(node);
      case FORGOTTEN_CHANGE -> schemes.forgetChange();
      case FORCE -> schemes.force(node);
      case REPLACE -> leader().ifPresent(removals::replaceOne);
    }
  }

  private void restartLater(SimNode node) {
    restart(node, 1 + random.nextInt(120));
  }

  void restart(SimNode node, int laterMs) {
    int life = node.life;
    simulation.at(
        laterMs,
        () -> {
          if (node.life == life && !node.up) {
            simulation.start(node);
            if (faults.kinds().contains(Faults.Kind.ECHO)) {
              simulation.network.echo(node.id);
            }
          }
        });
  }

  private void losePower(SimNode node) {
    if (node.up && (faults.awaitSync() || mayLose(node))) {
      node.losePower(random);
      restartLater(node);
    }
  }

  private void losePowerEverywhere() {
    if (!faults.awaitSync()) {
      simulation.invariants.allowLoss();
    }
    for (SimNode node : simulation.nodes) {
      if (node.up) {
        node.losePower(random);
        restartLater(node);
      }
    }
  }

  private void partition(SimNode node, boolean bothWays) {
    if (random.nextInt(3) == 0) {
      simulation.network.cut(random.nextInt(Simulation.NODES), random.nextInt(Simulation.NODES));
    } else {
      simulation.network.isolate(node.number, bothWays);
    }
    simulation.at(20 + random.nextInt(250), simulation.network::mend);
  }

  /** The leader is cut off, goes on for a while, and comes back to find another. */
  private void failOver(SimNode other) {
    leader()
        .ifPresent(
            leader -> {
              simulation.network.isolate(leader.number, random.nextBoolean());
              simulation.at(20 + random.nextInt(150), simulation.network::mend);
            });
    simulation.at(random.nextInt(30), this::nominateVoter);
    if (random.nextBoolean() && other.up && faults.kinds().contains(Faults.Kind.CRASH)) {
      other.crash(random);
      restartLater(other);
    }
  }

  private void failDisk(SimNode node) {
    if (node.up && (faults.awaitSync() || mayLose(node))) {
      simulation.step(node, new Input.DiskFailed());
      node.losePower(random);
      restartLater(node);
    }
  }

  private void flip(SimNode node) {
    if (mayLose(node) && node.disk.flip(random) && random.nextBoolean() && node.up) {
      // The scrub or a restart finds it at once; else a read will, some time.
      simulation.step(node, new Input.Damaged());
      node.crash(random);
      restartLater(node);
    }
  }

  private void wipe(SimNode node) {
    if (mayLose(node)) {
      node.wipe();
      restartLater(node);
    }
  }

  /**
   * Whether the cluster is bound to survive if this log lost something: in every group that anybody
   * goes by, a majority of the others is trustworthy.
   */
  boolean mayLose(SimNode node) {
    return simulation.hasTrustedMajorityWithout(node.id);
  }

  private void trim() {
    leader()
        .ifPresent(
            node -> {
              List<Entry> readable = node.disk.readable();
              if (!readable.isEmpty()) {
                Entry first = readable.get(random.nextInt(readable.size()));
                var start = new LogStart(first.baseOffset(), first.ordinal());
                simulation.step(node, new Input.Trim(start));
              }
            });
  }

  void reconfigure() {
    leader()
        .ifPresent(
            node -> {
              Configuration now = node.replica.configuration();
              var voters = new ArrayList<ReplicaId>();
              var learners = new ArrayList<ReplicaId>();
              boolean onlyLearners = random.nextBoolean();
              for (SimNode other : simulation.nodes) {
                boolean known = now.members().contains(other.id);
                if (onlyLearners ? now.isVoter(other.id) : known && random.nextInt(3) > 0) {
                  voters.add(other.id);
                } else if (random.nextBoolean()) {
                  learners.add(other.id);
                }
              }
              List<ReplicaId> asked = onlyLearners ? now.voters() : voters;
              // Voters of whom most are rotten, though nobody knows yet, are an operator's case.
              if (simulation.isTrustedMajority(asked)) {
                simulation.step(node, new Input.ChangeRequest(++lastRequest, asked, learners));
              }
            });
  }

  // How it has to end.

  private Optional<SimNode> leader() {
    return simulation.nodes.stream()
        .filter(SimNode::isLeading)
        .max(Comparator.comparingInt(SimNode::epoch));
  }

  private static boolean hasAppended(SimNode leader) {
    List<Entry> entries = leader.disk.issued.entries;
    return !entries.isEmpty() && entries.getLast().epoch() == leader.epoch();
  }

  private List<SimNode> members() {
    Optional<SimNode> leader = leader();
    return simulation.nodes.stream()
        .filter(
            node -> leader.isPresent() && leader.get().configuration().members().contains(node.id))
        .toList();
  }

  /**
   * Whoever was removed knows it. Who has promised more than this leader's epoch hears it from the
   * next one; who lost its directory is nobody.
   */
  private boolean haveLeft(SimNode leader) {
    return leader.replica.office() instanceof Office.Leader office
        && simulation.nodes.stream()
            .filter(node -> node.replica.epoch() <= leader.epoch())
            .noneMatch(node -> office.leaving().contains(node.id));
  }

  private boolean isSettled() {
    if (!simulation.isHealed() || leader().isEmpty()) {
      return false;
    }
    SimNode leader = leader().get();
    long end = leader.replica.endOffset();
    return hasAppended(leader)
        && leader.replica.highWatermark() == end
        && !leader.configuration().isJoint()
        && haveLeft(leader)
        && members().stream()
            .allMatch(
                node -> node.replica.endOffset() == end && node.replica.highWatermark() == end);
  }
}
