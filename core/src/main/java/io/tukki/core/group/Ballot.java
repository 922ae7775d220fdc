package io.tukki.core.group;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a classic group's protocol is chosen: each member votes for the first that all know. */
final class Ballot {

  private Ballot() {}

  /** The protocols that all members know. */
  static Set<String> common(List<ClassicMember> members) {
    Map<String, Integer> counts = new HashMap<>();
    for (ClassicMember member : members) {
      Set<String> names = new HashSet<>();
      member.protocols().forEach(protocol -> names.add(protocol.name()));
      names.forEach(name -> counts.merge(name, 1, Integer::sum));
    }
    counts.values().removeIf(count -> count < members.size());
    return counts.keySet();
  }

  /**
   * The protocol with most votes; of several, the one that sorts first. Whoever joined has one in
   * common with all others.
   */
  static String elect(List<ClassicMember> members) {
    Set<String> candidates = common(members);
    Map<String, Integer> votes = new HashMap<>();
    for (ClassicMember member : members) {
      member.protocols().stream()
          .map(ClassicProtocol::name)
          .filter(candidates::contains)
          .findFirst()
          .ifPresent(choice -> votes.merge(choice, 1, Integer::sum));
    }
    return votes.entrySet().stream()
        .min(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse("");
  }
}
