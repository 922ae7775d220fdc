package io.tukki.actors.controller;

import io.tukki.core.id.ClusterId;
import io.tukki.core.id.TopicId;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/** Starts the controller where the cluster wants it, and finds it from anywhere. */
public final class ControllerSingleton {

  private static final String NAME = "tukki-controller";

  private ControllerSingleton() {}

  /**
   * To be called once on each node.
   *
   * @param site what a controller reaches from here; without, it moves nothing
   * @return a reference that stays good wherever the controller goes; while it is nowhere, messages
   *     wait in a bounded buffer
   */
  public static ActorRef<ControllerCommand> start(
      ActorSystem<?> system,
      ClusterId cluster,
      ControllerSettings settings,
      Optional<ControllerSite> site) {
    ClusterSingletonSettings defaults = ClusterSingletonSettings.create(system);
    return ClusterSingleton.get(system)
        .init(
            SingletonActor.of(
                    StopsAtOnce.around(
                        Behaviors.supervise(
                                Controller.create(
                                    cluster, settings, site, ControllerSingleton::randomTopicId))
                            .onFailure(
                                SupervisorStrategy.restartWithBackoff(
                                    settings.restartBackoff().min(),
                                    settings.restartBackoff().max(),
                                    Controller.BACKOFF_JITTER))),
                    NAME)
                .withStopMessage(new ControllerCommand.Stop())
                .withSettings(settings.role().map(defaults::withRole).orElse(defaults)));
  }

  /** Without a leading hyphen, which command lines would take for an option. */
  private static TopicId randomTopicId() {
    TopicId id = new TopicId(UUID.randomUUID());
    return id.toString().startsWith("-") ? randomTopicId() : id;
  }
}
