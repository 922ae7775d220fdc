package io.tukki.actors;

import io.tukki.core.cluster.ClusterImage;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** This node's copy of the cluster's metadata. */
public interface Metadata {

  /** The newest image that has arrived here; a volatile read. */
  ClusterImage image();

  /** Completes once the image here is of this version or later. */
  CompletionStage<ClusterImage> atLeast(long version);

  /**
   * Calls {@code listener} with every new image, from one thread at a time, which it must not hold
   * up; the current image first.
   */
  Subscription subscribe(Consumer<ClusterImage> listener);

  /** Ends a subscription; idempotent. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
