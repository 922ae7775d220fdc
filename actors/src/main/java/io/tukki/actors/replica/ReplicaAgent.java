package io.tukki.actors.replica;

import io.tukki.actors.Metadata;
import io.tukki.actors.replica.ReplicaAgentCommand.ChangeReplicas;
import io.tukki.actors.replica.ReplicaAgentCommand.Report;
import io.tukki.actors.replica.ReplicaAgentCommand.WhoCanLead;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.Replication;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.MoveUnderWay;
import io.tukki.core.result.Refusal.NotLeader;
import io.tukki.core.result.Refusal.NotReady;
import io.tukki.core.result.Result;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** Answers for the replicas on this node, and changes the voters of logs that are led here. */
public final class ReplicaAgent extends AbstractBehavior<ReplicaAgent.Command> {

  static final String NAME = "tukki-replica-agent";

  sealed interface Command permits ReplicaAgentCommand, Woken, Changed {}

  /** What an agent looks after. */
  public record Site(
      NodeId self,
      Metadata metadata,
      Replication replication,
      Function<PartitionId, ? extends CompletionStage<?>> wake,
      ReplicaSettings settings) {}

  /** A change that the log is at, and who is waiting for it. */
  private record Change(List<ReplicaId> voters, Set<ActorRef<VotersAnswer>> askers) {}

  private record Woken(ChangeReplicas asked) implements Command {}

  private record Changed(PartitionId partition, Result<List<ReplicaId>> voters)
      implements Command {}

  private final Site site;
  private final Map<PartitionId, Change> underWay = new HashMap<>();

  private ReplicaAgent(ActorContext<Command> context, Site site) {
    super(context);
    this.site = site;
  }

  /** To be called once on each node that holds replicas. */
  public static ActorRef<ReplicaAgentCommand> start(ActorSystem<?> system, Site site) {
    return system.systemActorOf(create(site), NAME, Props.empty());
  }

  static Behavior<ReplicaAgentCommand> create(Site site) {
    return Behaviors.<Command>setup(context -> new ReplicaAgent(context, site)).narrow();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(ReplicaAgentCommand.class, this::on)
        .onMessage(Woken.class, this::onWoken)
        .onMessage(Changed.class, this::onChanged)
        .build();
  }

  private Behavior<Command> on(ReplicaAgentCommand command) {
    switch (command) {
      case ChangeReplicas change -> onChangeReplicas(change);
      case WhoCanLead(var successors, var replyTo) ->
          replyTo.tell(
              new ReadyShards(
                  survey()
                      .ready(
                          site.metadata().image(),
                          successors,
                          site.settings().readyWithinRecords())));
      case Report(var replyTo) -> replyTo.tell(survey().report(site.settings().maxTroubles()));
    }
    return this;
  }

  private Survey survey() {
    return new Survey(site.self(), site.replication().statuses());
  }

  private void onChangeReplicas(ChangeReplicas asked) {
    Change change = underWay.get(asked.partition());
    if (change != null) {
      join(change, asked);
    } else if (leadsHere(asked.partition())) {
      change(asked);
    } else {
      getContext()
          .pipeToSelf(site.wake().apply(asked.partition()), (awake, failure) -> new Woken(asked));
    }
  }

  private static void join(Change change, ChangeReplicas asked) {
    if (change.voters().equals(asked.voters())) {
      change.askers().add(asked.replyTo());
    } else {
      refuse(asked, new MoveUnderWay("The log's voters are being changed to others."));
    }
  }

  /** Wherever it woke: if that was not here, who asks will find out where. */
  private Behavior<Command> onWoken(Woken woken) {
    ChangeReplicas asked = woken.asked();
    Change change = underWay.get(asked.partition());
    if (change != null) {
      join(change, asked);
    } else if (leadsHere(asked.partition())) {
      change(asked);
    } else {
      refuse(
          asked,
          new NotLeader("Node %s does not lead %s.".formatted(site.self(), asked.partition())));
    }
    return this;
  }

  private boolean leadsHere(PartitionId partition) {
    return site.replication()
        .status(partition.persistenceId())
        .flatMap(status -> status.leader())
        .map(ReplicaId::node)
        .filter(site.self()::equals)
        .isPresent();
  }

  /** A leader does not vote itself away: who comes after it changes that. */
  private void change(ChangeReplicas asked) {
    if (asked.voters().stream().map(ReplicaId::node).noneMatch(site.self()::equals)) {
      refuse(
          asked,
          new NotReady(
              "%s is still led by node %s, which is to let go of it."
                  .formatted(asked.partition(), site.self())));
      return;
    }
    Set<ActorRef<VotersAnswer>> askers = new HashSet<>(Set.of(asked.replyTo()));
    underWay.put(asked.partition(), new Change(asked.voters(), askers));
    getContext()
        .pipeToSelf(
            site.replication().changeReplicas(asked.partition().persistenceId(), asked.voters()),
            (voters, failure) ->
                new Changed(
                    asked.partition(),
                    voters != null
                        ? voters
                        : Result.refused(new NotReady("The change failed: " + failure))));
  }

  private Behavior<Command> onChanged(Changed changed) {
    Change change = underWay.remove(changed.partition());
    if (change != null) {
      VotersAnswer answer =
          new VotersAnswer(changed.partition(), change.voters(), changed.voters());
      change.askers().forEach(asker -> asker.tell(answer));
    }
    return this;
  }

  private static void refuse(ChangeReplicas asked, Refusal refusal) {
    asked
        .replyTo()
        .tell(new VotersAnswer(asked.partition(), asked.voters(), Result.refused(refusal)));
  }
}
