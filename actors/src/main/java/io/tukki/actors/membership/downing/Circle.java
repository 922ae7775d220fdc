package io.tukki.actors.membership.downing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Finds the largest set of members that all reach each other; of several such sets the one with the
 * oldest, and so the one that most likely has the singletons.
 *
 * <p>The problem is a hard one in general. With few broken links, or with few sides of a cut, the
 * search below takes about as many steps as there are members. It is cut short where links are
 * broken all over a large cluster; the result is some set then, the same on all members.
 */
final class Circle<M> {

  private static final int MAX_STEPS = 20_000;

  private final BiPredicate<M, M> broken;
  private List<Integer> best = List.of();
  private final List<M> members;
  private int steps;

  private Circle(List<M> members, BiPredicate<M, M> broken) {
    this.members = members;
    this.broken = broken;
  }

  /**
   * @param members oldest first
   * @return oldest first
   */
  static <M> List<M> largest(List<M> members, BiPredicate<M, M> broken) {
    Circle<M> circle = new Circle<>(members, broken);
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      all.add(i);
    }
    circle.search(all);
    return circle.best.stream().map(members::get).toList();
  }

  /** Either the one with the most broken links is in the circle, and none behind them; or not. */
  private void search(List<Integer> candidates) {
    if (candidates.size() < best.size() || steps++ >= MAX_STEPS) {
      return;
    }
    int loneliest = -1;
    int mostBroken = 0;
    for (int candidate : candidates) {
      int count = brokenAt(candidate, candidates);
      if (count > mostBroken) {
        mostBroken = count;
        loneliest = candidate;
      }
    }
    if (mostBroken == 0) {
      if (isBetter(candidates)) {
        best = candidates;
      }
      return;
    }
    int one = loneliest;
    search(candidates.stream().filter(other -> other != one).toList());
    search(candidates.stream().filter(other -> !isBroken(one, other)).toList());
  }

  private boolean isBetter(List<Integer> candidates) {
    if (candidates.size() != best.size()) {
      return candidates.size() > best.size();
    }
    for (int i = 0; i < best.size(); i++) {
      int order = Integer.compare(candidates.get(i), best.get(i));
      if (order != 0) {
        return order < 0;
      }
    }
    return false;
  }

  private int brokenAt(int one, List<Integer> candidates) {
    int count = 0;
    for (int other : candidates) {
      if (isBroken(one, other)) {
        count++;
      }
    }
    return count;
  }

  private boolean isBroken(int one, int other) {
    return one != other && broken.test(members.get(one), members.get(other));
  }
}
