package io.tukki.actors.partition;

import io.tukki.actors.Partitions;
import io.tukki.actors.partition.remote.PartitionClient;
import io.tukki.core.id.PartitionId;
import io.tukki.core.result.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The routes of this node, one for each partition that was ever asked for, and what is heard of the
 * partitions on other nodes. Thread-safe.
 */
final class PartitionRoutes implements RouteWaker, PartitionClient.Listener {

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

  private final ConcurrentHashMap<PartitionId, PartitionRoute> routes = new ConcurrentHashMap<>();
  private final Map<PartitionRoute, Calls> watched = new ConcurrentHashMap<>();
  private final PartitionSettings.Lifecycle settings;
  private final PartitionSettings all;
  private final Consumer<EntityId> sharding;
  private volatile Optional<Refusal> stopping = Optional.empty();

  /**
   * When an entity is called next: soon at first, since calls are lost while shards move.
   *
   * @param pause doubled from call to call
   */
  private record Calls(long nextNanos, Duration pause) {
    static Calls after(Duration pause) {
      return new Calls(System.nanoTime() + pause.toNanos(), pause);
    }
  }

  /**
   * @param sharding starts the entity wherever it belongs, if it does not run
   */
  PartitionRoutes(ActorSystem<?> system, PartitionSettings settings, Consumer<EntityId> sharding) {
    this.all = settings;
    this.settings = settings.lifecycle();
    this.sharding = sharding;
    Duration step = settings.lifecycle().deadlineCheckInterval();
    system
        .scheduler()
        .scheduleWithFixedDelay(step, step, this::lookAfterCallers, system.executionContext());
  }

  PartitionRoute to(EntityId entity) {
    return routes.computeIfAbsent(entity.partition(), p -> new PartitionRoute(entity, this, all));
  }

  Optional<PartitionRoute> find(PartitionId partition) {
    return Optional.ofNullable(routes.get(partition));
  }

  /** Those whose entities run on this node. */
  List<PartitionRoute> withFronts() {
    return routes.values().stream().filter(PartitionRoute::hasFront).toList();
  }

  /**
   * The partition is another entity from now on. Who waits for the old one is told to come again;
   * that, if it runs here, persists what it has accepted and ends.
   */
  void rehome(EntityId entity) {
    PartitionRoute old = routes.get(entity.partition());
    if (old != null
        && !old.entity().equals(entity)
        && routes.replace(entity.partition(), old, new PartitionRoute(entity, this, all))) {
      old.close(Refusals.stopping());
      old.tell(new PartitionCommand.Stop());
    }
  }

  /**
   * For a partition whose topic is gone.
   *
   * @return whether a front runs here, which is told to delete the log
   */
  boolean forget(PartitionId partition) {
    PartitionRoute forgotten = routes.remove(partition);
    if (forgotten == null) {
      return false;
    }
    // Before anything is taken away, so that whoever notices is told the true reason.
    forgotten.close(new Refusal.UnknownTopic(partition.topic().toString()));
    return forgotten.tell(new PartitionCommand.Delete());
  }

  // ---- calling ----

  @Override
  public void wake(PartitionRoute route) {
    if (stopping.isPresent()) {
      route.unavailable(stopping.get());
      return;
    }
    Duration pause = pauseAfter(route.disappointments().inARow());
    watched.put(route, Calls.after(pause));
    if (route.disappointments().inARow() <= 1) {
      sharding.accept(route.entity());
    }
  }

  /** Who was sent to a leader that was none tries again at once, and then ever more rarely. */
  private Duration pauseAfter(int disappointments) {
    return disappointments <= 1
        ? SHORTEST_PAUSE
        : atMostInterval(SHORTEST_PAUSE.multipliedBy(1L << Math.min(10, disappointments)));
  }

  private Duration atMostInterval(Duration pause) {
    Duration most = settings.wakeRetryInterval();
    return pause.compareTo(most) < 0 ? pause : most;
  }

  @Override
  public void watch(PartitionRoute route) {
    watched.putIfAbsent(route, Calls.after(settings.wakeRetryInterval()));
  }

  private void lookAfterCallers() {
    long now = System.nanoTime();
    watched.forEach((route, calls) -> lookAfter(route, calls, now));
  }

  private void lookAfter(PartitionRoute route, Calls calls, long nowNanos) {
    route.expire(nowNanos);
    if (!route.hasCallers()) {
      watched.remove(route, calls);
      if (route.hasCallers()) {
        watch(route);
      }
    } else if (route.isWaking() && nowNanos - calls.nextNanos() >= 0) {
      watched.replace(route, calls, Calls.after(atMostInterval(calls.pause().multipliedBy(2))));
      sharding.accept(route.entity());
    }
  }

  /** Where entities live may have changed: a call that was under way there is lost. */
  void wakeAllWaiting() {
    watched.keySet().stream().filter(PartitionRoute::isWaking).forEach(this::wake);
  }

  /** From now on nothing can be started; what runs is still reached. */
  void stop(Refusal why) {
    stopping = Optional.of(why);
    watched.keySet().stream().filter(PartitionRoute::isWaking).forEach(this::wake);
  }

  // ---- news from other nodes ----

  @Override
  public void ledAt(PartitionId partition, Partitions peer) {
    find(partition).ifPresent(route -> route.foundElsewhere(new Home.Elsewhere(partition, peer)));
  }

  @Override
  public void notYet(PartitionId partition, Refusal why) {
    find(partition).ifPresent(route -> route.delayed(why));
  }

  @Override
  public void unavailable(PartitionId partition, Refusal refusal) {
    find(partition).ifPresent(route -> route.unavailable(refusal));
  }

  @Override
  public void gone(Partitions peer) {
    routes.forEach((partition, route) -> route.lost(new Home.Elsewhere(partition, peer)));
    wakeAllWaiting();
  }
}
