package io.tukki.actors.metadata;

import io.tukki.core.cluster.ClusterImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The newest image that has arrived, and those who wait for a newer one. Read by any thread,
 * written by the cache's actor alone.
 */
final class PublishedImage {

  private record Waiter(long version, CompletableFuture<ClusterImage> future) {}

  private volatile ClusterImage image;

  /** As many as there are requests in flight; guarded by itself. */
  private final PriorityQueue<Waiter> waiters =
      new PriorityQueue<>(Comparator.comparingLong(Waiter::version));

  PublishedImage(ClusterImage image) {
    this.image = image;
  }

  ClusterImage image() {
    return image;
  }

  CompletionStage<ClusterImage> atLeast(long version) {
    ClusterImage now = image;
    if (now.version() >= version) {
      return CompletableFuture.completedFuture(now);
    }
    Waiter waiter = new Waiter(version, new CompletableFuture<>());
    synchronized (waiters) {
      waiters.add(waiter);
    }
    // The image may have come between the look and the entry; whoever is completed leaves.
    release(image);
    var unused = waiter.future().whenComplete((done, failure) -> forget(waiter));
    return waiter.future();
  }

  int waiting() {
    synchronized (waiters) {
      return waiters.size();
    }
  }

  void publish(ClusterImage newer) {
    image = newer;
    release(newer);
  }

  private void release(ClusterImage current) {
    List<Waiter> served = new ArrayList<>();
    synchronized (waiters) {
      for (Waiter next = waiters.peek();
          next != null && next.version() <= current.version();
          next = waiters.peek()) {
        served.add(waiters.remove());
      }
    }
    served.forEach(waiter -> waiter.future().complete(current));
  }

  /** A waiter that gave up, as it timed out, must not stay. */
  private void forget(Waiter waiter) {
    synchronized (waiters) {
      waiters.remove(waiter);
    }
  }
}
