package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The nodes that replicas of this one deal with, and which of them live. Nodes ping each other for
 * all logs at once, so that logs in which nothing happens cost nothing. Thread-safe.
 *
 * <p>A ping goes to the log without a name, and its epoch counts the starts of its sender.
 */
final class Peers {

  /** No log has this name. */
  static final String NODE = "";

  /**
   * A peer that was silent for so long is forgotten: until something is sent to it again nobody
   * would notice that it is back.
   */
  private static final long FORGET_AFTER_MS = Duration.ofDays(7).toMillis();

  private static final int START_UNKNOWN = 0;

  private static final class Life {
    volatile long heardMs;
    volatile int start = START_UNKNOWN;
    volatile boolean alive;
    volatile boolean everHeard;
    final long metMs;

    Life(long nowMs) {
      metMs = nowMs;
    }
  }

  private final ReplicaId self;
  private final Transport transport;
  private final int start;
  private final long patienceMs;
  private final LongSupplier clockMs;
  private final ConcurrentMap<ReplicaId, Life> lives = new ConcurrentHashMap<>();

  private volatile Consumer<ReplicaId> onChange = peer -> {};

  /**
   * @param start of this process, counted over the directory's life
   */
  Peers(ReplicaId self, Transport transport, int start, long patienceMs, LongSupplier clockMs) {
    this.self = self;
    this.transport = transport;
    this.start = start;
    this.patienceMs = patienceMs;
    this.clockMs = clockMs;
  }

  /**
   * @param listener hears of each node that was lost, came back, or was started anew
   */
  void onChange(Consumer<ReplicaId> listener) {
    onChange = listener;
  }

  void send(ReplicaId to, String log, Message message) {
    meet(to);
    transport.send(to, log, message);
  }

  /** From now on this node is pinged. */
  void meet(ReplicaId peer) {
    lifeOf(peer);
  }

  private Life lifeOf(ReplicaId peer) {
    Life known = lives.get(peer);
    return known != null ? known : lives.computeIfAbsent(peer, id -> new Life(clockMs.getAsLong()));
  }

  boolean isAlive(ReplicaId peer) {
    Life life = lives.get(peer);
    return life != null && life.alive;
  }

  void heard(ReplicaId from) {
    Life life = lifeOf(from);
    life.heardMs = clockMs.getAsLong();
    life.everHeard = true;
    if (!life.alive) {
      life.alive = true;
      onChange.accept(from);
    }
  }

  void pinged(ReplicaId from, int itsStart) {
    heard(from);
    Life life = lifeOf(from);
    if (life.start != itsStart) {
      boolean anew = life.start != START_UNKNOWN;
      life.start = itsStart;
      if (anew) {
        onChange.accept(from);
      }
    }
  }

  /** Pings, and notices who is silent. To be called at each heartbeat. */
  void beat() {
    long nowMs = clockMs.getAsLong();
    List<ReplicaId> lost = new ArrayList<>();
    lives.forEach(
        (peer, life) -> {
          long silentMs = nowMs - (life.everHeard ? life.heardMs : life.metMs);
          if (life.alive && silentMs > patienceMs) {
            life.alive = false;
            lost.add(peer);
          }
          if (silentMs > FORGET_AFTER_MS) {
            lives.remove(peer, life);
          } else if (!peer.equals(self)) {
            transport.send(peer, NODE, new Message.Ping(start));
          }
        });
    lost.forEach(onChange);
  }
}
