package io.tukki.persistence.replication;

import io.tukki.core.log.DamageCounts;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Which replicas of this node wait to be brought up to date because their log was damaged. Idle
 * logs exchange nothing, so that nobody would come by: they are nudged until they are whole.
 * Thread-safe.
 */
final class Repairs {

  private final Set<DamageControl> underWay = ConcurrentHashMap.newKeySet();
  private final LongAdder scrubbedBytes = new LongAdder();
  private final LongAdder found = new LongAdder();
  private final LongAdder repaired = new LongAdder();

  void scrubbed(long bytes) {
    scrubbedBytes.add(bytes);
  }

  void found() {
    found.increment();
  }

  void begin(DamageControl replica) {
    underWay.add(replica);
  }

  void end(DamageControl replica) {
    underWay.remove(replica);
  }

  void repaired() {
    repaired.increment();
  }

  void nudge() {
    underWay.forEach(DamageControl::nudge);
  }

  DamageCounts counts() {
    return new DamageCounts(scrubbedBytes.sum(), found.sum(), repaired.sum());
  }
}
