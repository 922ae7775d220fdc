package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.ActorBroker;
import io.tukki.actors.Metadata;
import io.tukki.actors.membership.Introductions;
import io.tukki.actors.membership.Standing;
import io.tukki.actors.membership.meeting.ClusterEntrance;
import io.tukki.actors.membership.meeting.MeetingPlan.Place;
import io.tukki.actors.partition.ShardedPartitions;
import io.tukki.actors.replica.ReplicaAgents;
import io.tukki.actors.replica.ReplicaSettings;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.id.ClusterId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/** A client's membership of the cluster, from when it has joined until it leaves or is put out. */
record ClientSession(
    RunningSystem running, ClusterId cluster, ClientLink link, Supplier<List<Place>> nodes) {

  private record Joined(
      ClusterId cluster,
      ClientLink link,
      Supplier<List<Place>> nodes,
      CompletionStage<String> over) {}

  /**
   * Waits until the cluster is found and its metadata are here.
   *
   * @param remembered where nodes were, besides the seeds
   * @throws NodeStartException if something is in the way or the start's time is over; nothing is
   *     left running then
   */
  static ClientSession open(NodeSettings settings, List<Place> remembered) {
    ActorSystem<Void> system = NodeSystem.create(settings);
    boolean opened = false;
    try {
      Joined joined = await(join(system, settings, remembered), settings);
      RunningSystem running = new RunningSystem(system, joined.link()::cut);
      var unused = joined.over().thenAccept(running::leave);
      opened = true;
      return new ClientSession(running, joined.cluster(), joined.link(), joined.nodes());
    } finally {
      if (!opened) {
        NodeSystem.abandon(system);
      }
    }
  }

  private static CompletionStage<Joined> join(
      ActorSystem<Void> system, NodeSettings settings, List<Place> remembered) {
    Standing standing = new Standing.Client();
    Introductions introductions = Introductions.start(system);
    introductions.introduceAs(standing);
    ClusterEntrance entrance =
        ClusterEntrance.open(
            system,
            new Gathering(settings.cluster(), Optional.empty(), Map.of())
                .plan(standing)
                .alsoAt(remembered));
    return entrance
        .up()
        .thenCompose(
            up -> {
              HolderWatch.Findings findings = HolderWatch.start(system, introductions);
              CompletionStage<String> over =
                  findings.alone().applyToEither(entrance.startOver(), because -> because);
              CompletionStage<Joined> ready =
                  findings
                      .cluster()
                      .thenCompose(
                          cluster -> {
                            ClientLink link = link(system, cluster, introductions);
                            return formed(link.broker().metadata())
                                .thenApply(
                                    done ->
                                        new Joined(cluster, link, findings.places()::get, over));
                          });
              return ready.applyToEither(
                  over.<Joined>thenApply(
                      because -> {
                        throw new StartOverException(because);
                      }),
                  joined -> joined);
            });
  }

  private static ClientLink link(
      ActorSystem<?> system, ClusterId cluster, Introductions introductions) {
    ActorBroker broker =
        ActorBroker.start(
            system,
            cluster,
            metadata -> ShardedPartitions.startWithoutLogs(system, metadata, Clock.systemUTC()));
    ClientLink link =
        new ClientLink(
            broker, new ReplicaAgents(system, introductions, ReplicaSettings.of(system)));
    // Before anything that answers goes away, whoever is the cause of the end.
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "tukki-client-link",
            () -> {
              link.cut();
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    return link;
  }

  private static CompletionStage<Done> formed(Metadata metadata) {
    CompletableFuture<Done> formed = new CompletableFuture<>();
    Metadata.Subscription subscription =
        metadata.subscribe(
            image -> {
              if (image.isFormed()) {
                formed.complete(Done.getInstance());
              }
            });
    return formed.whenComplete((done, failure) -> subscription.close());
  }

  private static Joined await(CompletionStage<Joined> joined, NodeSettings settings) {
    try {
      return joined
          .toCompletableFuture()
          .get(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NodeStartException("The client was closed before it found the cluster.", e);
    } catch (ExecutionException e) {
      throw StartFailures.explain(e);
    } catch (TimeoutException e) {
      throw new NodeStartException(
          "The client did not find the cluster at %s within tukki.start-timeout of %d s."
              .formatted(settings.cluster().seeds(), settings.startTimeout().toSeconds()));
    }
  }
}
