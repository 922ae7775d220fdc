package io.tukki.actors.metadata;

import io.tukki.actors.Metadata;
import io.tukki.actors.controller.ControllerCommand;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.ClusterId;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** The face of this node's {@link MetadataCache}. Thread-safe. */
public final class LocalMetadata implements Metadata {

  private static final String ACTOR_NAME = "tukki-metadata";

  private final PublishedImage published;
  private final ActorRef<MetadataCache.Command> cache;

  private LocalMetadata(PublishedImage published, ActorRef<MetadataCache.Command> cache) {
    this.published = published;
    this.cache = cache;
  }

  /** To be called once on each node. */
  public static LocalMetadata start(
      ActorSystem<?> system,
      ClusterId cluster,
      ActorRef<ControllerCommand> controller,
      MetadataSettings settings) {
    PublishedImage published = new PublishedImage(ClusterImage.unformed(cluster));
    return new LocalMetadata(
        published,
        system.systemActorOf(
            MetadataCache.create(controller, published, settings), ACTOR_NAME, Props.empty()));
  }

  @Override
  public ClusterImage image() {
    return published.image();
  }

  @Override
  public CompletionStage<ClusterImage> atLeast(long version) {
    return published.atLeast(version);
  }

  @Override
  public Subscription subscribe(Consumer<ClusterImage> listener) {
    Listener added = new Listener(listener);
    cache.tell(new MetadataCache.AddListener(added));
    return () -> {
      added.close();
      cache.tell(new MetadataCache.RemoveListener(added));
    };
  }

  /** One subscription; told nothing any more from the moment it is closed. */
  static final class Listener {

    private final Consumer<ClusterImage> consumer;
    private volatile boolean open = true;

    private Listener(Consumer<ClusterImage> consumer) {
      this.consumer = consumer;
    }

    void tell(ClusterImage image) {
      if (open) {
        consumer.accept(image);
      }
    }

    private void close() {
      open = false;
    }
  }
}
