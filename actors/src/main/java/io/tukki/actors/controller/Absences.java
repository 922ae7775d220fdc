package io.tukki.actors.controller;

import io.tukki.core.id.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes are away, and for how long. It begins anew with each controller: a node is rather
 * waited for twice than replaced too soon. One thread.
 */
final class Absences {

  private final Duration replaceAfter;
  private final Map<NodeId, Long> sinceNanos = new HashMap<>();

  Absences(Duration replaceAfter) {
    this.replaceAfter = replaceAfter;
  }

  void look(Set<NodeId> registered, Set<NodeId> here, long nowNanos) {
    sinceNanos.keySet().retainAll(registered);
    sinceNanos.keySet().removeAll(here);
    for (NodeId node : registered) {
      if (!here.contains(node)) {
        sinceNanos.putIfAbsent(node, nowNanos);
      }
    }
  }

  Set<NodeId> away() {
    return Set.copyOf(sinceNanos.keySet());
  }

  /** Those that are away for so long that they are replaced. */
  Set<NodeId> lost(long nowNanos) {
    Set<NodeId> lost = new HashSet<>();
    sinceNanos.forEach(
        (node, since) -> {
          if (nowNanos - since >= replaceAfter.toNanos()) {
            lost.add(node);
          }
        });
    return lost;
  }
}
