package io.tukki.persistence.replication;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Those logs of a node for which time passes. Thread-safe. */
final class Ticker {

  private final Set<Pace> ticking = ConcurrentHashMap.newKeySet();

  void add(Pace pace) {
    ticking.add(pace);
  }

  void remove(Pace pace) {
    ticking.remove(pace);
  }

  void tick() {
    ticking.forEach(Pace::tick);
  }

  int count() {
    return ticking.size();
  }
}
