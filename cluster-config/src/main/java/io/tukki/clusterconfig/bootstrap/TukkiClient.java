package io.tukki.clusterconfig.bootstrap;

import com.typesafe.config.ConfigFactory;
import io.tukki.actors.Broker;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.clusterconfig.settings.SettingsException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * An application's part in a cluster that runs elsewhere: it produces and reads, and holds nothing,
 * no file either. Nobody counts on it, and it may come and go. Thread-safe.
 *
 * <pre>{@code
 * try (TukkiClient client = TukkiClient.connect(List.of("n1:7300", "n2:7300"))) {
 *   ... Producer and Consumer of io.tukki.streams work with client.system() and client.broker()
 * }
 * }</pre>
 *
 * <p>When it loses the cluster, since all nodes restart or the network is gone, it looks for it
 * until it is found, at the seeds and where its nodes were last. Streams go on: what they ask
 * meanwhile is refused for now, and they try again.
 */
public final class TukkiClient implements AutoCloseable {

  private final NodeSettings settings;
  private final ClientBroker broker;
  private final ActorSystem<Void> system;
  private final ClientKeeper keeper;

  private TukkiClient(NodeSettings settings, ClientSession first) {
    this.settings = settings;
    this.broker = new ClientBroker(first.link());
    this.system = applicationSystem(settings);
    this.keeper = new ClientKeeper(settings, broker, first);
  }

  /**
   * Joins and waits until the cluster answers.
   *
   * @param seeds {@code host:port} of the cluster port of some nodes, better of all
   * @throws NodeStartException as {@link #connect(NodeSettings)} does
   */
  public static TukkiClient connect(List<String> seeds) {
    try {
      return connect(NodeSettings.builder().client().seeds(seeds).build());
    } catch (SettingsException e) {
      throw new NodeStartException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The same with more to say, such as {@code tukki.cluster.host}, the address of this machine that
   * the nodes reach; it is the loopback address by default.
   *
   * @param settings of the role {@code client}, with seeds
   * @throws NodeStartException if something is in the way, or no cluster answers within {@code
   *     tukki.start-timeout}; nothing is left running then
   */
  public static TukkiClient connect(NodeSettings settings) {
    if (settings.node().role() != NodeSettings.Role.CLIENT) {
      throw new NodeStartException("TukkiClient needs tukki.node.role = client.");
    }
    if (settings.cluster().seeds().isEmpty()) {
      throw new NodeStartException(
          "A client needs tukki.cluster.seeds: where the nodes of the cluster are.");
    }
    return new TukkiClient(settings, ClientKeeper.open(settings, List.of()));
  }

  /** The broker's face; the same for as long as the client lives. */
  public Broker broker() {
    return broker;
  }

  /**
   * For the application's streams. It is no member of the cluster, and outlives each membership.
   */
  public ActorSystem<Void> system() {
    return system;
  }

  public NodeSettings settings() {
    return settings;
  }

  /**
   * Completes when the client has ended for good: it was closed, or has found another cluster where
   * its own had been. A cluster that cannot be reached is no end.
   */
  public CompletionStage<NodeEnding> ended() {
    return keeper.ended();
  }

  /** Ends the streams that still run, and leaves the cluster. Idempotent. */
  @Override
  public void close() {
    NodeSystem.stop(system, settings.shutdownTimeout());
    keeper.close();
  }

  private static ActorSystem<Void> applicationSystem(NodeSettings settings) {
    return ActorSystem.create(
        Behaviors.<Void>empty(),
        settings.cluster().name() + "-client",
        BootstrapSetup.create(
                ConfigFactory.parseString("pekko.actor.provider = local")
                    .withFallback(settings.config()))
            .withClassloader(TukkiClient.class.getClassLoader()));
  }
}
