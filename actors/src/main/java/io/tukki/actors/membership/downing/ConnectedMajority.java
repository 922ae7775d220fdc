package io.tukki.actors.membership.downing;

import java.util.Optional;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.DowningProvider;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.OptionConverters;

/**
 * In place of Pekko's Split Brain Resolver, by the class's name in the configuration: of the nodes
 * that hold data as many stay as reach each other, and clients have no say.
 */
public final class ConnectedMajority extends DowningProvider {

  private final ActorSystem system;

  /** As Pekko wants it. */
  public ConnectedMajority(ActorSystem system) {
    this.system = system;
  }

  @Override
  public FiniteDuration downRemovalMargin() {
    return Cluster.get(system).settings().DownRemovalMargin();
  }

  @Override
  public Option<Props> downingActorProps() {
    DowningSettings settings =
        DowningSettings.of(system.settings().config().getConfig("tukki.membership.downing"));
    return OptionConverters.toScala(Optional.of(Adapter.props(() -> Downing.create(settings))));
  }
}
