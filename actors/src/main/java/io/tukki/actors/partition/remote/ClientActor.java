package io.tukki.actors.partition.remote;

import io.tukki.actors.partition.remote.ToClient.Whereabouts;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** The ears of a {@link PartitionClient}. */
final class ClientActor extends AbstractBehavior<ToClient> {

  private final PartitionClient client;

  private ClientActor(ActorContext<ToClient> context, PartitionClient client) {
    super(context);
    this.client = client;
  }

  static Behavior<ToClient> create(PartitionClient client) {
    return Behaviors.setup(context -> new ClientActor(context, client));
  }

  /** One that looks after deadlines, too. */
  static Behavior<ToClient> withDeadlines(PartitionClient client) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(
              new ToClient.CheckDeadlines(), client.settings().deadlineCheckInterval());
          return create(client);
        });
  }

  @Override
  public Receive<ToClient> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::onMessage)
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  private Behavior<ToClient> onMessage(ToClient message) {
    switch (message) {
      case ToClient.Reply(var id, var answer) -> client.replied(id, answer);
      case ToClient.More(var id, var piece) -> client.more(id, piece);
      case Whereabouts news -> client.heard(news);
      case ToClient.Watch(var server) -> getContext().watch(server);
      case ToClient.CheckDeadlines check -> client.expire(System.nanoTime());
    }
    return this;
  }

  private Behavior<ToClient> onTerminated(Terminated terminated) {
    ActorRef<ToServer> server = terminated.getRef().unsafeUpcast();
    client.terminated(server);
    return this;
  }
}
