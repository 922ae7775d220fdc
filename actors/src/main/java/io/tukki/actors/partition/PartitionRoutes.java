package io.tukki.actors.partition;

import io.tukki.core.id.PartitionId;
import io.tukki.core.result.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;

/** The routes of this node, one for each partition that was ever asked for. Thread-safe. */
final class PartitionRoutes {

  private final ConcurrentHashMap<PartitionId, PartitionRoute> routes = new ConcurrentHashMap<>();
  private final ActorSystem<?> system;
  private final PartitionSettings settings;
  private final Consumer<EntityId> sharding;

  /**
   * @param sharding starts the entity wherever it belongs, if it does not run
   */
  PartitionRoutes(ActorSystem<?> system, PartitionSettings settings, Consumer<EntityId> sharding) {
    this.system = system;
    this.settings = settings;
    this.sharding = sharding;
  }

  PartitionRoute to(EntityId entity) {
    return routes.computeIfAbsent(
        entity.partition(), p -> new PartitionRoute(entity, this::wake, settings));
  }

  Optional<PartitionRoute> find(PartitionId partition) {
    return Optional.ofNullable(routes.get(partition));
  }

  /** For a partition whose topic is gone. */
  void forget(PartitionId partition) {
    PartitionRoute forgotten = routes.remove(partition);
    if (forgotten != null) {
      forgotten.close(new Refusal.UnknownTopic(partition.topic().toString()));
    }
  }

  private void wake(PartitionRoute route) {
    sharding.accept(route.entity());
    watch(route, settings.lifecycle().wakeRetryInterval());
  }

  /** While callers wait, looks after their deadlines and calls again where nobody comes. */
  private void watch(PartitionRoute route, Duration untilRetry) {
    Duration step = settings.lifecycle().deadlineCheckInterval();
    system
        .scheduler()
        .scheduleOnce(
            step,
            () -> {
              route.expire(System.nanoTime());
              if (route.isWaking()) {
                Duration left = untilRetry.minus(step);
                if (left.isPositive()) {
                  watch(route, left);
                } else {
                  wake(route);
                }
              }
            },
            system.executionContext());
  }
}
