package io.tukki.chaos.fault;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One thing that goes wrong, from its beginning until it is healed. Nodes are the run's numbers.
 */
public sealed interface Fault {

  /** {@code kill -9}, all at once; started again at the end. */
  record Kill(Set<Integer> nodes) implements Fault {
    public Kill {
      nodes = Set.copyOf(nodes);
    }
  }

  /** SIGSTOP, and SIGCONT at the end. */
  record Freeze(int node) implements Fault {}

  /** What {@code from} sends to {@code to} is lost in silence. */
  record Cut(List<Link> links) implements Fault {
    public Cut {
      links = List.copyOf(links);
    }
  }

  record Link(int from, int to) {}

  /** Each write and flush takes longer. */
  record SlowDisk(int node, Duration perCall) implements Fault {}

  /** No room is left on the device. */
  record FullDisk(int node) implements Fault {}

  /** A clean stop, and a start right after it. */
  record Restart(int node) implements Fault {}

  /** Clean stops and starts of all nodes, one after the other, each ready before the next. */
  record RollingRestart() implements Fault {}

  /** All nodes die at once and lose what they did not flush; started again at the end. */
  record PowerCut() implements Fault {}

  /** A node hands over what it holds and leaves; a new one takes its place. */
  record Replace(int node) implements Fault {}
}
