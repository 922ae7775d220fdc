package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;

/**
 * Bounds what is read from all logs and not yet taken by the transport: so many shipments at a time
 * to each node, live ones apart from those that let a follower catch up. What waits is small: one
 * wish per log and follower.
 */
final class Docks {

  private record Key(ReplicaId to, Transport.Priority priority) {}

  /** Reads a shipment and hands it over; completes when there is room for the next. */
  @FunctionalInterface
  interface Load {
    CompletionStage<Void> start();
  }

  private final ReplicationSettings.Shipments settings;
  private final Executor pool;
  private final ConcurrentMap<Key, Dock> docks = new ConcurrentHashMap<>();

  Docks(ReplicationSettings.Shipments settings, Executor pool) {
    this.settings = settings;
    this.pool = pool;
  }

  Dock of(ReplicaId to, Transport.Priority priority) {
    return docks.computeIfAbsent(new Key(to, priority), key -> new Dock(berths(priority), pool));
  }

  private int berths(Transport.Priority priority) {
    return switch (priority) {
      case LIVE -> settings.maxLiveAtATime();
      case CATCH_UP -> settings.maxCatchUpAtATime();
    };
  }

  /** Shipments to one node. Thread-safe. */
  static final class Dock {
    private final int berths;
    private final Executor pool;
    private final Queue<Load> waiting = new ArrayDeque<>();
    private int taken;

    Dock(int berths, Executor pool) {
      this.berths = berths;
      this.pool = pool;
    }

    /** Takes a berth for somebody who need not read, if one is free; to be left again. */
    synchronized boolean enter() {
      if (taken == berths) {
        return false;
      }
      taken++;
      return true;
    }

    synchronized void submit(Load load) {
      if (taken == berths) {
        waiting.add(load);
      } else {
        taken++;
        start(load);
      }
    }

    private void start(Load load) {
      pool.execute(() -> load.start().whenComplete((done, failure) -> left()));
    }

    /** A berth is free again. */
    synchronized void left() {
      Load next = waiting.poll();
      if (next == null) {
        taken--;
      } else {
        start(next);
      }
    }
  }
}
