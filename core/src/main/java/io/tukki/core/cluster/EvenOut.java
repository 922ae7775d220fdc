package io.tukki.core.cluster;

import io.tukki.core.id.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Evens out what lies on nodes by shifting single pieces from node to node, as few as it can: from
 * the fullest to the emptiest, and by way of others only where no piece can go directly. When it
 * stops, no chain of shifts leads from any node to one that has at least two pieces less, which is
 * as even as the pieces permit.
 */
final class EvenOut {

  /** What lies where. */
  interface Board {

    Collection<NodeId> nodes();

    int load(NodeId node);

    /** Where single pieces could go from here. */
    SortedSet<NodeId> reachableFrom(NodeId node);

    /** Shifts one piece, if there still is one that may go. */
    boolean shift(NodeId from, NodeId to);

    /** Takes back every shift since the call before last of this, or since the beginning. */
    void rollBack();

    /** Makes what was shifted the state to go back to. */
    void commit();
  }

  private final Board board;

  private EvenOut(Board board) {
    this.board = board;
  }

  static void run(Board board) {
    EvenOut evening = new EvenOut(board);
    boolean better = true;
    while (better) {
      better = evening.shiftOnce();
    }
  }

  private boolean shiftOnce() {
    List<NodeId> fullestFirst = new ArrayList<>(board.nodes());
    fullestFirst.sort(
        Comparator.comparingInt(board::load)
            .reversed()
            .thenComparing(Comparator.<NodeId>naturalOrder()));
    for (NodeId source : fullestFirst) {
      if (path(source).filter(this::follow).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private boolean follow(List<NodeId> path) {
    for (int step = path.size() - 1; step > 0; step--) {
      if (!board.shift(path.get(step - 1), path.get(step))) {
        board.rollBack();
        return false;
      }
    }
    board.commit();
    return true;
  }

  /** Breadth first: among the nearest nodes that have two pieces less, the emptiest. */
  private Optional<List<NodeId>> path(NodeId source) {
    Map<NodeId, NodeId> cameFrom = new HashMap<>();
    cameFrom.put(source, source);
    Deque<NodeId> level = new ArrayDeque<>(List.of(source));
    while (!level.isEmpty()) {
      Deque<NodeId> next = new ArrayDeque<>();
      for (NodeId node : level) {
        for (NodeId reachable : board.reachableFrom(node)) {
          if (cameFrom.putIfAbsent(reachable, node) == null) {
            next.add(reachable);
          }
        }
      }
      Optional<NodeId> sink =
          next.stream()
              .filter(node -> board.load(node) <= board.load(source) - 2)
              .min(
                  Comparator.comparingInt(board::load)
                      .thenComparing(Comparator.<NodeId>naturalOrder()));
      if (sink.isPresent()) {
        return Optional.of(pathTo(sink.get(), cameFrom));
      }
      level = next;
    }
    return Optional.empty();
  }

  private static List<NodeId> pathTo(NodeId sink, Map<NodeId, NodeId> cameFrom) {
    List<NodeId> path = new ArrayList<>();
    NodeId node = sink;
    NodeId before = cameFrom.getOrDefault(node, node);
    while (!before.equals(node)) {
      path.addFirst(node);
      node = before;
      before = cameFrom.getOrDefault(node, node);
    }
    path.addFirst(node);
    return path;
  }
}
