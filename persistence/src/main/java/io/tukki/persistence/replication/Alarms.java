package io.tukki.persistence.replication;

import io.tukki.core.log.ReplicationAlarms;
import io.tukki.persistence.replication.replica.Output.Trouble;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what replicas raised the alarm about. Thread-safe. */
final class Alarms {

  private final Map<Trouble, Long> counts = new ConcurrentHashMap<>();

  void note(Trouble trouble) {
    counts.merge(trouble, 1L, Long::sum);
  }

  ReplicationAlarms counted() {
    return new ReplicationAlarms(
        count(Trouble.DISK_FAILED),
        count(Trouble.DAMAGED_LOG),
        count(Trouble.COMMITTED_MAY_BE_LOST),
        count(Trouble.FORCED_TO_LEAD));
  }

  private long count(Trouble trouble) {
    return counts.getOrDefault(trouble, 0L);
  }
}
