package io.tukki.actors.metadata;

import io.tukki.actors.controller.ControllerCommand;
import io.tukki.actors.controller.ImageUpdate;
import io.tukki.actors.metadata.LocalMetadata.Listener;
import io.tukki.core.cluster.ClusterDelta;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.ClusterSnapshot;
import io.tukki.core.cluster.SnapshotAssembly;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Follows the controller and publishes what it says. Images only ever get newer here: what is older
 * is ignored, whoever it comes from.
 *
 * <pre>
 *   searching --update--> following --controller stopped--> searching
 *   (asks every find-interval)   (asks every renew-interval, and at each gap)
 * </pre>
 */
final class MetadataCache extends AbstractBehavior<MetadataCache.Command> {

  sealed interface Command {}

  record AddListener(Listener listener) implements Command {}

  record RemoveListener(Listener listener) implements Command {}

  private record Updated(ImageUpdate update) implements Command {}

  private record Ask() implements Command {}

  private record ControllerStopped(ActorRef<ControllerCommand> controller) implements Command {}

  private final TimerScheduler<Command> timers;
  private final ActorRef<ControllerCommand> controllers;
  private final PublishedImage published;
  private final MetadataSettings settings;
  private final ActorRef<ImageUpdate> updates;
  private final List<Listener> listeners = new ArrayList<>();
  private Optional<ActorRef<ControllerCommand>> followed = Optional.empty();
  private SnapshotAssembly arriving = SnapshotAssembly.EMPTY;

  private MetadataCache(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ActorRef<ControllerCommand> controllers,
      PublishedImage published,
      MetadataSettings settings) {
    super(context);
    this.timers = timers;
    this.controllers = controllers;
    this.published = published;
    this.settings = settings;
    this.updates = context.messageAdapter(ImageUpdate.class, Updated::new);
  }

  /**
   * @param controllers reaches whichever controller there is
   */
  static Behavior<Command> create(
      ActorRef<ControllerCommand> controllers,
      PublishedImage published,
      MetadataSettings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  MetadataCache cache =
                      new MetadataCache(context, timers, controllers, published, settings);
                  cache.search();
                  return cache;
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Updated(var update) -> onUpdate(update);
      case Ask() -> ask();
      case ControllerStopped(var controller) -> onStopped(controller);
      case AddListener(var listener) -> {
        listeners.add(listener);
        tell(listener);
      }
      case RemoveListener(var listener) -> listeners.remove(listener);
    }
    return this;
  }

  private void onUpdate(ImageUpdate update) {
    follow(update.controller());
    switch (update) {
      case ImageUpdate.Changed(var delta, var controller) -> onDelta(delta);
      case ImageUpdate.Whole(var page, var controller) -> onPage(page);
    }
  }

  private void onDelta(ClusterDelta delta) {
    switch (delta.applyTo(published.image())) {
      case ClusterDelta.Applied.Current(var image) -> publish(image);
      case ClusterDelta.Applied.Gap(var known, var from) -> {
        getContext().getLog().debug("missed versions {} to {} of the image", known + 1, from);
        ask();
      }
    }
  }

  private void onPage(ClusterSnapshot.Page page) {
    arriving = arriving.plus(page);
    arriving
        .complete()
        .ifPresent(
            snapshot -> {
              arriving = SnapshotAssembly.EMPTY;
              publish(ClusterImage.of(published.image().clusterId(), snapshot));
            });
  }

  private void publish(ClusterImage image) {
    if (image.version() > published.image().version()) {
      published.publish(image);
      listeners.forEach(this::tell);
    }
  }

  /** A listener that throws harms itself alone. */
  private void tell(Listener listener) {
    try {
      listener.tell(published.image());
    } catch (RuntimeException e) {
      getContext().getLog().error("a listener to the cluster's metadata failed", e);
    }
  }

  private void ask() {
    controllers.tell(new ControllerCommand.Follow(published.image().version(), updates));
  }

  private void search() {
    followed = Optional.empty();
    timers.startTimerWithFixedDelay(Ask.class, new Ask(), settings.findInterval());
    ask();
  }

  private void follow(ActorRef<ControllerCommand> controller) {
    if (followed.filter(controller::equals).isPresent()) {
      return;
    }
    followed.ifPresent(getContext()::unwatch);
    followed = Optional.of(controller);
    getContext().watchWith(controller, new ControllerStopped(controller));
    timers.startTimerWithFixedDelay(Ask.class, new Ask(), settings.renewInterval());
  }

  private void onStopped(ActorRef<ControllerCommand> controller) {
    if (followed.filter(controller::equals).isPresent()) {
      getContext().getLog().info("the controller has stopped; looking for the next");
      search();
    }
  }
}
