package io.tukki.chaos.measure;

import io.tukki.chaos.cluster.Cluster;
import io.tukki.chaos.cluster.Network;
import io.tukki.chaos.cluster.Node;
import io.tukki.chaos.cluster.Pause;
import io.tukki.chaos.load.Targets;
import io.tukki.chaos.operate.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Strikes a node, watches the partitions, and brings it back, several times over. The clients do
 * not talk to the node that is struck: what is measured is the cluster, not a client's time-out.
 */
final class Failover {

  private static final Duration RECOVERY_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final Duration BLIP = Duration.ofSeconds(2);
  private static final Duration STARVATION = Duration.ofSeconds(15);
  private static final Duration AFTER_RECOVERY = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final Targets targets;
  private final Gaps gaps;
  private final Operator operator;

  Failover(Cluster cluster, Targets targets, Gaps gaps, Operator operator) {
    this.cluster = cluster;
    this.targets = targets;
    this.gaps = gaps;
    this.operator = operator;
  }

  /** Prints a line for each event; answers whether all partitions came back each time. */
  boolean measure(List<Blow> blows, int repeats) {
    boolean good = gaps.awaitAll(RECOVERY_TIMEOUT);
    System.out.printf(
        "%-55s %8s %8s %8s   %s%n", "silence of a partition, ms", "median", "p90", "max", "");
    for (Blow blow : blows) {
      if (blow == Blow.CUT && !cluster.network().canCut()) {
        System.out.printf("%-55s not possible here%n", blow.title());
        continue;
      }
      List<long[]> all = new ArrayList<>();
      int downed = 0;
      for (int repeat = 0; repeat < repeats; repeat++) {
        Node victim = victim(blow, repeat);
        long pid = victim.pid();
        long downings = downings();
        if (isDoorLost(blow)) {
          targets.remove(victim.uri());
          // What each lane has under way may be at this door still; its next request is not.
          good &= gaps.awaitAll(RECOVERY_TIMEOUT);
        }
        gaps.reset();
        Instant struck = Instant.now();
        strike(blow, victim);
        good &= gaps.awaitAll(RECOVERY_TIMEOUT);
        Pause.of(AFTER_RECOVERY);
        all.add(gaps.millis());
        gaps.longest().ifPresent(silence -> tell(victim, struck, silence));
        heal(blow, victim);
        if (isHarmless(blow) && (downings() > downings || pid != victim.pid())) {
          downed++;
        }
        if (isDoorLost(blow)) {
          targets.add(victim.uri());
        }
        good &= gaps.awaitAll(RECOVERY_TIMEOUT);
        Pause.of(SETTLE);
      }
      print(blow, all, downed, repeats);
    }
    return good;
  }

  /** Where to look in the nodes' logs. */
  private static void tell(Node victim, Instant struck, Gaps.Silence longest) {
    System.out.printf(
        "  node %d at %s: partition %d was silent longest, %d ms from %d ms after that%n",
        victim.number(),
        struck,
        longest.partition(),
        longest.duration().toMillis(),
        Duration.between(struck, longest.begin()).toMillis());
  }

  private static boolean isHarmless(Blow blow) {
    return blow == Blow.BLIP || blow == Blow.STARVE;
  }

  /** A node that is struck is no door for clients meanwhile; one that is asked to move is. */
  private static boolean isDoorLost(Blow blow) {
    return switch (blow) {
      case KILL, KILL_CONTROLLER, FREEZE, CUT, STOP, BLIP, STARVE -> true;
      case DRAIN, MOVE -> false;
    };
  }

  private Node victim(Blow blow, int repeat) {
    if (blow == Blow.KILL_CONTROLLER) {
      return operator.controller().orElseThrow();
    }
    List<Node> nodes = cluster.nodes();
    return nodes.get(repeat % nodes.size());
  }

  private void strike(Blow blow, Node victim) {
    switch (blow) {
      case KILL, KILL_CONTROLLER -> victim.kill();
      case FREEZE -> victim.pause();
      case CUT -> links(victim, true);
      case STOP -> victim.stop();
      case BLIP -> {
        victim.pause();
        Pause.of(BLIP);
        victim.resume();
      }
      case STARVE -> starve();
      case DRAIN -> {
        operator.drain(victim);
        operator.resume(victim);
      }
      case MOVE -> operator.moveLeaders();
    }
  }

  private void heal(Blow blow, Node victim) {
    switch (blow) {
      case KILL, KILL_CONTROLLER, STOP -> victim.start();
      case FREEZE -> victim.resume();
      case CUT -> links(victim, false);
      case DRAIN, MOVE, BLIP, STARVE -> {}
    }
    if (!victim.isAlive()) {
      victim.start();
    }
    try {
      cluster.awaitReady(RECOVERY_TIMEOUT);
    } catch (IllegalStateException e) {
      // What it costs is measured by the partitions; that it happened is said.
      System.out.println(
          "  not all nodes are ready again: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private void links(Node victim, boolean cut) {
    Network network = cluster.network();
    for (Node other : cluster.nodes()) {
      if (other != victim) {
        if (cut) {
          network.cut(victim.number(), other.number());
          network.cut(other.number(), victim.number());
        } else {
          network.heal(victim.number(), other.number());
          network.heal(other.number(), victim.number());
        }
      }
    }
  }

  private static void starve() {
    int loops = 4 * Runtime.getRuntime().availableProcessors();
    List<Process> busy = new ArrayList<>();
    try {
      for (int i = 0; i < loops; i++) {
        busy.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
      }
      Pause.of(STARVATION);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      busy.forEach(Process::destroyForcibly);
    }
  }

  /** How often nodes' logs say that some node was taken for dead. */
  private long downings() {
    return cluster.nodes().stream()
        .flatMap(
            node -> {
              try {
                return Files.readAllLines(node.directory().resolve("node.log")).stream();
              } catch (IOException e) {
                return java.util.stream.Stream.<String>empty();
              }
            })
        .filter(line -> line.contains("putting out") || line.contains(" as [Down]"))
        .count();
  }

  private static void print(Blow blow, List<long[]> repeats, int downed, int count) {
    // The partitions that the node did not lead are hardly silent; they would hide the others.
    long[] struck =
        repeats.stream()
            .flatMapToLong(gaps -> Arrays.stream(gaps, gaps.length * 2 / 3, gaps.length))
            .sorted()
            .toArray();
    long[] worst = repeats.stream().mapToLong(gaps -> gaps[gaps.length - 1]).sorted().toArray();
    System.out.printf(
        "%-55s %8d %8d %8d   worst of each time: %s%s%n",
        blow.title(),
        struck[struck.length / 2],
        struck[struck.length * 9 / 10],
        struck[struck.length - 1],
        LongStream.of(worst).boxed().toList(),
        isHarmless(blow) ? "; took somebody for dead %d of %d times".formatted(downed, count) : "");
  }
}
