package io.tukki.chaos.fault;

import io.tukki.chaos.cluster.Cluster;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be asked for by name. */
public enum Kind {
  KILL,
  KILL_MAJORITY,
  KILL_ALL,
  FREEZE,
  CUT,
  CUT_ONE_WAY,
  CUT_HALVES,
  SLOW_DISK,
  FULL_DISK,
  RESTART,
  ROLLING_RESTART,
  REPLACE,
  POWER;

  /** Of a run's topic. */
  public static final int MAX_REPLICATION_FACTOR = 3;

  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads a list such as {@code kill,cut}. */
  public static List<Kind> parse(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(name -> valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_')))
        .toList();
  }

  /** Whether this cluster, on this machine, can have it. */
  public boolean isPossible(Cluster cluster) {
    boolean several = cluster.nodes().size() > 1;
    return switch (this) {
      case KILL, KILL_ALL, FREEZE, RESTART -> true;
      case KILL_MAJORITY, ROLLING_RESTART -> several;
      case CUT, CUT_ONE_WAY, CUT_HALVES -> several && cluster.network().canCut();
      case SLOW_DISK -> cluster.disks().canSlow();
      case FULL_DISK -> cluster.disks().canFill();
      case POWER -> cluster.disks().canCutPower();
      // What it holds has to have somewhere to go: one node more than there are replicas.
      case REPLACE -> cluster.nodes().size() > MAX_REPLICATION_FACTOR;
    };
  }
}
