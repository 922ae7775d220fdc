package io.tukki.actors.controller;

import io.tukki.core.cluster.Relocation;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One step of one relocation: which logs have their voters, which are being changed. One thread.
 */
final class MoveUnderWay {

  private final Relocation what;
  private Map<PartitionId, List<NodeId>> needed = Map.of();
  private final Map<PartitionId, List<NodeId>> done = new HashMap<>();
  private final Set<PartitionId> asked = new HashSet<>();

  MoveUnderWay(Relocation what) {
    this.what = what;
  }

  Relocation what() {
    return what;
  }

  Map<PartitionId, List<NodeId>> needed() {
    return needed;
  }

  /** What the image demands now; what was done and is demanded still, stays done. */
  void need(Map<PartitionId, List<NodeId>> voters) {
    needed = Map.copyOf(voters);
    done.entrySet().removeIf(entry -> !entry.getValue().equals(needed.get(entry.getKey())));
    asked.retainAll(needed.keySet());
  }

  boolean isComplete() {
    return done.size() == needed.size();
  }

  int doneCount() {
    return done.size();
  }

  /** The next partitions to ask for, so that no more than {@code atOnce} are being changed. */
  List<PartitionId> next(int atOnce) {
    List<PartitionId> next =
        needed.keySet().stream()
            .filter(partition -> !done.containsKey(partition) && !asked.contains(partition))
            .sorted()
            .limit(Math.max(0, atOnce - asked.size()))
            .toList();
    asked.addAll(next);
    return next;
  }

  /** Those that were asked for and have not been answered. */
  List<PartitionId> unanswered() {
    return new ArrayList<>(asked);
  }

  /**
   * The log has these voters, whatever was asked for.
   *
   * @return whether that was needed here
   */
  boolean changed(PartitionId partition, Set<NodeId> voters) {
    List<NodeId> wanted = needed.get(partition);
    if (wanted == null || !wanted.stream().collect(Collectors.toSet()).equals(voters)) {
      return false;
    }
    done.put(partition, wanted);
    asked.remove(partition);
    return true;
  }
}
