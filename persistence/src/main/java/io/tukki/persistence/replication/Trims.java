package io.tukki.persistence.replication;

import io.tukki.persistence.replication.replica.Input;
import io.tukki.persistence.replication.replica.LogStart;
import io.tukki.persistence.replication.replica.Office;
import io.tukki.persistence.replication.replica.Replica;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Deletions from a log's front that its leader has decided and that are under way. Replicas agree
 * on where whole batches start; a leader deletes a part of one beside that. Used from the log's
 * lane.
 */
final class Trims {

  /**
   * @param start of the first batch that stays
   * @param offset of the first record that stays
   */
  private record Trim(LogStart start, long offset, CompletableFuture<Long> done) {}

  private final ReplicaDriver driver;
  private final LogDisk disk;
  private final Bounds bounds;
  private final List<Trim> waiting = new ArrayList<>();

  Trims(ReplicaDriver driver, LogDisk disk, Bounds bounds) {
    this.driver = driver;
    this.disk = disk;
    this.bounds = bounds;
  }

  boolean isAwaited() {
    return !waiting.isEmpty();
  }

  /** Completes with the start offset when everything below is deleted. */
  CompletableFuture<Long> request(LogStart start, long offset) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    waiting.add(new Trim(start, offset, done));
    if (driver.office() instanceof Office.Leader) {
      driver.feed(new Input.Trim(start));
    }
    return done;
  }

  /** Asks again, of a replica that leads by now. */
  void led() {
    waiting.forEach(trim -> driver.feed(new Input.Trim(trim.start())));
  }

  void settle(Replica replica) throws IOException {
    for (Trim trim : List.copyOf(waiting)) {
      if (replica.startOffset() >= trim.start().offset()) {
        waiting.remove(trim);
        if (trim.offset() > bounds.startOffset) {
          disk.trim(trim.offset());
        }
        trim.done().complete(bounds.startOffset);
      }
    }
  }

  void fail(Exception cause) {
    List<Trim> failed = List.copyOf(waiting);
    waiting.clear();
    failed.forEach(trim -> trim.done().completeExceptionally(cause));
  }
}
