package io.tukki.actors.partition;

import io.tukki.core.id.ShardId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorRef;

/**
 * The shards that were let go of and are not placed anew. Sharding itself forgets a shard as soon
 * as its old node has given it up, which is half of the way: it then writes what the new one is to
 * be, one shard after the other, and each further shard that is let go of by then comes first.
 * Those that were early would wait for all that come later. Thread-safe.
 */
final class HandOversUnderWay {

  private record LetGo(ActorRef from, long sinceNanos) {}

  private final int max;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final Map<ShardId, LetGo> shards = new ConcurrentHashMap<>();

  /**
   * @param max how many shards change their nodes at a time
   * @param patience how long a shard counts that is placed nowhere, or stays where it was
   */
  HandOversUnderWay(int max, Duration patience, LongSupplier nanoTime) {
    this.max = max;
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /**
   * How many more may be let go of.
   *
   * @param placed where each shard is now
   * @param inProgress what sharding itself says is being let go of
   */
  int room(Map<ShardId, ActorRef> placed, Set<ShardId> inProgress) {
    long now = nanoTime.getAsLong();
    shards
        .entrySet()
        .removeIf(
            entry -> {
              ActorRef where = placed.get(entry.getKey());
              boolean arrived = where != null && !where.equals(entry.getValue().from());
              return arrived || now - entry.getValue().sinceNanos() > patience.toNanos();
            });
    long underWay = Stream.concat(shards.keySet().stream(), inProgress.stream()).distinct().count();
    return (int) Math.max(0, max - underWay);
  }

  boolean contains(ShardId shard) {
    return shards.containsKey(shard);
  }

  void begin(ShardId shard, ActorRef from) {
    shards.put(shard, new LetGo(from, nanoTime.getAsLong()));
  }
}
