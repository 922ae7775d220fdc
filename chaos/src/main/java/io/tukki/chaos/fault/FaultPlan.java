package io.tukki.chaos.fault;

import io.tukki.chaos.cluster.Network;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Draws what goes wrong next. The same seed and nodes draw the same. */
public final class FaultPlan {

  private static final int SEVERAL_PERCENT = 30;
  private static final int LONG_PERCENT = 15;

  private final Random random;
  private final List<Kind> kinds;

  public FaultPlan(long seed, List<Kind> kinds) {
    this.random = new Random(seed);
    this.kinds = List.copyOf(kinds);
  }

  /**
   * Faults that begin together.
   *
   * @param hold how long they last
   * @param calm how long nothing happens after they have healed
   */
  public record Round(List<Fault> faults, Duration hold, Duration calm) {
    public Round {
      faults = List.copyOf(faults);
    }
  }

  public Round next(List<Integer> nodes) {
    int count = random.nextInt(100) < SEVERAL_PERCENT ? 2 : 1;
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Fault fault = draw(kinds.get(random.nextInt(kinds.size())), nodes);
      // Those that take the whole cluster's processes in hand stand alone.
      if (isGlobal(fault)) {
        return new Round(List.of(fault), hold(), calm());
      }
      faults.add(fault);
    }
    return new Round(faults, hold(), calm());
  }

  private static boolean isGlobal(Fault fault) {
    return fault instanceof Fault.RollingRestart
        || fault instanceof Fault.PowerCut
        || fault instanceof Fault.Replace;
  }

  private Fault draw(Kind kind, List<Integer> nodes) {
    int node = nodes.get(random.nextInt(nodes.size()));
    return switch (kind) {
      case KILL -> new Fault.Kill(Set.of(node));
      case KILL_MAJORITY -> new Fault.Kill(some(nodes, nodes.size() / 2 + 1));
      case KILL_ALL -> new Fault.Kill(new HashSet<>(nodes));
      case FREEZE -> new Fault.Freeze(node);
      case CUT -> new Fault.Cut(around(node, nodes, true, true));
      case CUT_ONE_WAY -> {
        boolean outgoing = random.nextBoolean();
        yield new Fault.Cut(around(node, nodes, outgoing, !outgoing));
      }
      case CUT_HALVES -> new Fault.Cut(between(some(nodes, nodes.size() / 2), nodes));
      case SLOW_DISK -> new Fault.SlowDisk(node, Duration.ofMillis(5 + random.nextInt(100)));
      case FULL_DISK -> new Fault.FullDisk(node);
      case RESTART -> new Fault.Restart(node);
      case ROLLING_RESTART -> new Fault.RollingRestart();
      case REPLACE -> new Fault.Replace(node);
      case POWER -> new Fault.PowerCut();
    };
  }

  private Set<Integer> some(List<Integer> nodes, int count) {
    List<Integer> shuffled = new ArrayList<>(nodes);
    Collections.shuffle(shuffled, random);
    return Set.copyOf(shuffled.subList(0, count));
  }

  /** All links of a node; half of the time its clients' as well. */
  private List<Fault.Link> around(
      int node, List<Integer> nodes, boolean outgoing, boolean incoming) {
    List<Integer> others = new ArrayList<>(nodes);
    others.remove(Integer.valueOf(node));
    if (random.nextBoolean()) {
      others.add(Network.CLIENTS);
    }
    List<Fault.Link> links = new ArrayList<>();
    for (int other : others) {
      if (outgoing) {
        links.add(new Fault.Link(node, other));
      }
      if (incoming) {
        links.add(new Fault.Link(other, node));
      }
    }
    return links;
  }

  private static List<Fault.Link> between(Set<Integer> side, List<Integer> nodes) {
    List<Fault.Link> links = new ArrayList<>();
    for (int from : nodes) {
      for (int to : nodes) {
        if (side.contains(from) != side.contains(to)) {
          links.add(new Fault.Link(from, to));
        }
      }
    }
    return links;
  }

  private Duration hold() {
    int longest = random.nextInt(100) < LONG_PERCENT ? 60_000 : 12_000;
    return Duration.ofMillis(500 + random.nextInt(longest));
  }

  private Duration calm() {
    return Duration.ofMillis(1_000 + random.nextInt(6_000));
  }
}
