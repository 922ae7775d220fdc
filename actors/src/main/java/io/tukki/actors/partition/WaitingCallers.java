package io.tukki.actors.partition;

import io.tukki.actors.partition.Caller.Appending;
import io.tukki.actors.partition.Caller.Asking;
import io.tukki.core.result.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Those who wait at one route, appends in the order in which their callers made them, also when
 * they come back from a leader that was none. Guarded by the route.
 */
final class WaitingCallers {

  private final PriorityQueue<Appending> appends =
      new PriorityQueue<>(Comparator.comparingLong(a -> a.append().ordinal()));
  private final List<Asking> asking = new ArrayList<>();
  private Optional<Refusal> why = Optional.empty();

  static WaitingCallers of(Caller first) {
    WaitingCallers callers = new WaitingCallers();
    callers.add(first);
    return callers;
  }

  void add(Caller caller) {
    switch (caller) {
      case Appending appending -> appends.add(appending);
      case Asking other -> asking.add(other);
    }
  }

  int appends() {
    return appends.size();
  }

  int size() {
    return appends.size() + asking.size();
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /** Takes away the next append; empty when there is none. */
  Optional<Appending> nextAppend() {
    return Optional.ofNullable(appends.poll());
  }

  /** Takes away those who ask. */
  List<Asking> takeAsking() {
    List<Asking> taken = List.copyOf(asking);
    asking.clear();
    return taken;
  }

  /** Takes away everybody. */
  List<Caller> takeAll() {
    List<Caller> taken = new ArrayList<>(takeAsking());
    for (Appending next = appends.poll(); next != null; next = appends.poll()) {
      taken.add(next);
    }
    return taken;
  }

  /** Takes away those whose time is up. */
  List<Caller> takeLate(long nowNanos) {
    List<Caller> late = new ArrayList<>();
    appends.removeIf(caller -> nowNanos - caller.deadlineNanos() >= 0 && late.add(caller));
    asking.removeIf(caller -> nowNanos - caller.deadlineNanos() >= 0 && late.add(caller));
    return late;
  }

  /** Why they still wait, for those whose patience ends; answers whom to tell at once. */
  List<Asking> delayed(Refusal newWhy) {
    why = Optional.of(newWhy);
    return List.copyOf(asking);
  }

  Refusal timedOut() {
    return new Refusal.TimedOut(
        why.map(known -> "The partition did not start in time: " + known.message())
            .orElse("The partition did not start in time."));
  }
}
