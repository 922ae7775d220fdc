package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.Metadata;
import io.tukki.core.cluster.ClusterImage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * What a client knows of the cluster, while it is in touch with it and while it is not; it never
 * goes back to an older image. Thread-safe.
 */
final class ClientMetadata implements Metadata {

  private final List<Consumer<ClusterImage>> listeners = new CopyOnWriteArrayList<>();
  private volatile ClusterImage latest;
  private volatile Metadata source;

  /**
   * @param first of a cluster that is formed
   */
  ClientMetadata(Metadata first) {
    this.latest = first.image();
    this.source = first;
  }

  /** Follows this one from now on, besides those before, which have ended. */
  void follow(Metadata next) {
    source = next;
    var unused = next.subscribe(this::publish);
  }

  @Override
  public ClusterImage image() {
    ClusterImage known = latest;
    ClusterImage there = source.image();
    return there.version() > known.version() ? there : known;
  }

  @Override
  public CompletionStage<ClusterImage> atLeast(long version) {
    CompletableFuture<ClusterImage> found = new CompletableFuture<>();
    Subscription subscription =
        subscribe(
            image -> {
              if (image.version() >= version) {
                found.complete(image);
              }
            });
    return found.whenComplete((image, failure) -> subscription.close());
  }

  @Override
  public Subscription subscribe(Consumer<ClusterImage> listener) {
    // One of its own, so that one listener can subscribe twice and end each by itself.
    Consumer<ClusterImage> added = image -> listener.accept(image);
    synchronized (this) {
      listeners.add(added);
      added.accept(latest);
    }
    return () -> listeners.remove(added);
  }

  private synchronized void publish(ClusterImage image) {
    if (image.version() > latest.version()) {
      latest = image;
      listeners.forEach(listener -> listener.accept(image));
    }
  }
}
