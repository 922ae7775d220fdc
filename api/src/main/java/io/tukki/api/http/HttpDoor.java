package io.tukki.api.http;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tukki.actors.Broker;
import io.tukki.api.http.backend.Backend;
import io.tukki.api.http.cluster.ClusterResource;
import io.tukki.api.http.event.StreamResource;
import io.tukki.api.http.node.MetricsResource;
import io.tukki.api.http.node.NodeResource;
import io.tukki.api.http.node.OpenApi;
import io.tukki.api.http.node.Readiness;
import io.tukki.api.http.record.ProduceResource;
import io.tukki.api.http.record.ReadResource;
import io.tukki.api.http.route.Bodies;
import io.tukki.api.http.route.Endpoint;
import io.tukki.api.http.route.Exchanges;
import io.tukki.api.http.route.Operation;
import io.tukki.api.http.route.RouteTable;
import io.tukki.api.http.route.Router;
import io.tukki.api.http.topic.TopicResource;
import io.tukki.api.http.topic.TopicsResource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SharedKillSwitch;
import scala.jdk.javaapi.DurationConverters;

/** The HTTP door of a node: puts the resources together, listens, and goes in good order. */
public final class HttpDoor {

  private static final Duration FLUSH = Duration.ofMillis(100);
  private static final Duration TERMINATION = Duration.ofSeconds(1);

  private final SharedKillSwitch streams = KillSwitches.shared("tukki-http-streams");
  private final Exchanges exchanges = new Exchanges();

  private final Readiness readiness;

  private HttpDoor(Readiness readiness) {
    this.readiness = readiness;
  }

  /**
   * Opens the door. It closes by itself, within the system's coordinated shutdown: first nobody new
   * comes in and event streams end, then requests under way get their time.
   *
   * @param broker a metered one, where its metrics are wanted
   * @param registry where the door's metrics go and what {@code /metrics} shows; one door for each
   * @param readiness what {@code /readyz} says
   * @return fails where the address cannot be bound
   */
  public static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system,
      Broker broker,
      HttpSettings settings,
      PrometheusRegistry registry,
      Readiness readiness) {
    HttpDoor door = new HttpDoor(readiness);
    Bodies bodies = new Bodies(settings.bodies(), Materializer.matFromSystem(system));
    RouteTable table = door.table(system, broker, settings, registry, bodies);
    Router router = new Router(table, bodies, new HttpMetrics(registry, bodies), door.exchanges);
    return Http.get(system)
        .newServerAt(settings.host(), settings.port())
        .withSettings(ServerSetup.of(system, settings.connections()))
        .logTo(new ServerLog())
        .bind(router::route)
        .thenApply(binding -> door.closeInGoodOrder(system, binding, settings.connections()));
  }

  private RouteTable table(
      ActorSystem<?> system,
      Broker broker,
      HttpSettings settings,
      PrometheusRegistry registry,
      Bodies bodies) {
    Executor io =
        system.dispatchers().lookup(DispatcherSelector.fromConfig("tukki.http.io-dispatcher"));
    Backend backend =
        new Backend(broker, io, InstantSource.system(), Materializer.matFromSystem(system));
    TopicsResource topics = new TopicsResource(backend, bodies);
    TopicResource topic = new TopicResource(backend, bodies);
    ReadResource reads = new ReadResource(backend, settings.read());
    NodeResource node = new NodeResource(readiness);
    CompletableFuture<List<Operation>> all = new CompletableFuture<>();
    List<Endpoint> endpoints = new ArrayList<>(new ClusterResource(backend, bodies).endpoints());
    endpoints.addAll(
        List.of(
            topics.listing(),
            topics.creating(),
            topic.describing(),
            topic.altering(),
            topic.deleting(),
            topic.describingPartition(),
            new ProduceResource(backend, bodies, settings.produce()).endpoint(),
            reads.reading(),
            reads.deleting(),
            new StreamResource(backend, settings.events(), streams).endpoint(),
            node.living(),
            node.ready(),
            new MetricsResource(registry, io).scraping(),
            OpenApi.describing(all::join)));
    RouteTable table = new RouteTable(endpoints);
    all.complete(table.operations());
    return table;
  }

  /**
   * Nobody new comes in, streams end, what is under way gets its time. Only then does the server
   * end, since it would cut off every answer that is still being written.
   */
  private ServerBinding closeInGoodOrder(
      ActorSystem<?> system, ServerBinding binding, HttpSettings.Connections connections) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    Duration phase =
        DurationConverters.toJava(shutdown.timeout(CoordinatedShutdown.PhaseServiceRequestsDone()));
    Duration patience =
        Collections.min(List.of(connections.drainTimeout(), phase.minus(TERMINATION)));
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceUnbind(),
        "tukki-http-unbind",
        () -> {
          streams.shutdown();
          return binding.unbind();
        });
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "tukki-http-drain",
        () ->
            exchanges
                .close(isPutOut(shutdown) ? Duration.ZERO : patience)
                .thenCompose(over -> flushed(system))
                .thenCompose(flushed -> binding.terminate(TERMINATION))
                .thenApply(terminated -> Done.getInstance()));
    return binding;
  }

  /**
   * What a node has under way that was put out of its cluster comes to nothing, and those who asked
   * should ask another node soon.
   */
  private static boolean isPutOut(CoordinatedShutdown shutdown) {
    return shutdown
        .getShutdownReason()
        .filter(CoordinatedShutdown.clusterDowningReason()::equals)
        .isPresent();
  }

  /**
   * The last answers are on their way to their sockets, and nobody says when they have got there.
   */
  private static CompletionStage<Done> flushed(ActorSystem<?> system) {
    CompletableFuture<Done> flushed = new CompletableFuture<>();
    system
        .scheduler()
        .scheduleOnce(FLUSH, () -> flushed.complete(Done.getInstance()), system.executionContext());
    return flushed;
  }
}
