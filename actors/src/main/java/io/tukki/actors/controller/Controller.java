package io.tukki.actors.controller;

import io.tukki.actors.controller.ControllerCommand.AddPartitions;
import io.tukki.actors.controller.ControllerCommand.Advance;
import io.tukki.actors.controller.ControllerCommand.AlterTopicConfigs;
import io.tukki.actors.controller.ControllerCommand.BalanceShards;
import io.tukki.actors.controller.ControllerCommand.ChangeReplicationFactor;
import io.tukki.actors.controller.ControllerCommand.CreateTopic;
import io.tukki.actors.controller.ControllerCommand.DecommissionNode;
import io.tukki.actors.controller.ControllerCommand.DeleteTopic;
import io.tukki.actors.controller.ControllerCommand.DrainNode;
import io.tukki.actors.controller.ControllerCommand.Follow;
import io.tukki.actors.controller.ControllerCommand.FollowerStopped;
import io.tukki.actors.controller.ControllerCommand.GrantNodeId;
import io.tukki.actors.controller.ControllerCommand.MoveShard;
import io.tukki.actors.controller.ControllerCommand.Placing;
import io.tukki.actors.controller.ControllerCommand.RecordForced;
import io.tukki.actors.controller.ControllerCommand.RegisterNode;
import io.tukki.actors.controller.ControllerCommand.ReportMoves;
import io.tukki.actors.controller.ControllerCommand.ResumeNode;
import io.tukki.actors.controller.ControllerCommand.Stop;
import io.tukki.actors.controller.ControllerCommand.Tend;
import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.ClusterSnapshot;
import io.tukki.core.cluster.Decision;
import io.tukki.core.cluster.NodeDecisions;
import io.tukki.core.cluster.ShardDecisions;
import io.tukki.core.cluster.ShardPlan;
import io.tukki.core.cluster.TopicDecisions;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.TopicId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.SnapshotFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.slf4j.event.Level;

/** The Pekko shell of the controller: commands in, decisions out as effects. No rule lives here. */
final class Controller extends EventSourcedBehavior<ControllerCommand, ClusterEvent, ClusterImage> {

  static final PersistenceId PERSISTENCE_ID = PersistenceId.ofUniqueId("controller");

  /** One to start from, and the one before should that turn out to be unreadable. */
  private static final int KEPT_SNAPSHOTS = 2;

  /** So that nodes whose controller has died do not all come back in one moment. */
  static final double BACKOFF_JITTER = 0.1;

  /** More writes or recoveries that fail one after the other are worth a look. */
  private static final int ORDINARY_FAILURES_IN_A_ROW = 4;

  private final ActorContext<ControllerCommand> context;
  private final ClusterId cluster;
  private final ControllerSettings settings;
  private final Supplier<TopicId> newTopicIds;
  private final Followers followers;
  private final Crew crew;
  private final UnfinishedWrite unfinished;

  private Controller(
      ActorContext<ControllerCommand> context,
      ClusterId cluster,
      ControllerSettings settings,
      Optional<ControllerSite> site,
      Supplier<TopicId> newTopicIds) {
    super(
        PERSISTENCE_ID,
        SupervisorStrategy.restartWithBackoff(
                settings.restartBackoff().min(), settings.restartBackoff().max(), BACKOFF_JITTER)
            // Each change of the log's voters is a failure or two of this kind.
            .withLogLevel(Level.DEBUG)
            .withCriticalLogLevel(Level.ERROR, ORDINARY_FAILURES_IN_A_ROW));
    this.context = context;
    this.cluster = cluster;
    this.settings = settings;
    this.newTopicIds = newTopicIds;
    this.followers = new Followers(context, settings);
    this.crew = new Crew(context, settings.moves(), site);
    this.unfinished = new UnfinishedWrite(settings.requests().timeout());
  }

  /**
   * @param cluster the cluster that this node's data directory belongs to
   * @param site what the controller reaches here; without, it moves nothing
   * @param newTopicIds answers another one, at random, at each call
   */
  static Behavior<ControllerCommand> create(
      ClusterId cluster,
      ControllerSettings settings,
      Optional<ControllerSite> site,
      Supplier<TopicId> newTopicIds) {
    return Behaviors.setup(
        context -> new Controller(context, cluster, settings, site, newTopicIds));
  }

  @Override
  public ClusterImage emptyState() {
    return ClusterImage.unformed(cluster);
  }

  @Override
  public CommandHandler<ControllerCommand, ClusterEvent, ClusterImage> commandHandler() {
    return (image, command) -> {
      unfinished.asked(command);
      return decide(image, command);
    };
  }

  private Effect<ClusterEvent, ClusterImage> decide(ClusterImage image, ControllerCommand command) {
    return switch (command) {
      case CreateTopic(var spec, var validateOnly, var replyTo) ->
          answer(image, topics(image).create(spec, newTopicIds.get()), validateOnly, replyTo);
      case AddPartitions(var topic, var total, var validateOnly, var replyTo) ->
          answer(image, topics(image).addPartitions(topic, total), validateOnly, replyTo);
      case AlterTopicConfigs(var topic, var changes, var validateOnly, var replyTo) ->
          answer(image, topics(image).alterConfigs(topic, changes), validateOnly, replyTo);
      case ChangeReplicationFactor(var topic, var factor, var validateOnly, var replyTo) ->
          answer(
              image, topics(image).changeReplicationFactor(topic, factor), validateOnly, replyTo);
      case Placing placing -> place(image, placing);
      case Advance(var what, var voters) ->
          perform(image, shards(image).advance(what, voters), version -> {});
      case Tend(var away, var lost) ->
          persist(image, nodes(image).tend(away, lost, crew.neededVoters()), version -> {});
      case ReportMoves(var replyTo) -> {
        crew.report(replyTo);
        yield Effect().none();
      }
      case DeleteTopic(var topic, var replyTo) ->
          answer(image, topics(image).delete(topic), false, replyTo);
      case GrantNodeId(var directory, var replyTo) -> {
        var decision = new NodeDecisions(image, settings.rules()).grantId(directory);
        yield perform(
            image,
            decision,
            version ->
                replyTo.tell(
                    new NodeIdAnswer(
                        decision.result().map(node -> new NodeIdAnswer.GrantedId(cluster, node)))));
      }
      case RegisterNode(var registration, var replyTo) -> {
        var decision = new NodeDecisions(image, settings.rules()).register(registration);
        yield perform(
            image, decision, version -> replyTo.tell(new NodeAnswer(decision.result(), version)));
      }
      case Follow(var knownVersion, var follower) -> {
        followers.add(follower, knownVersion, image);
        yield Effect().none();
      }
      case FollowerStopped(var follower) -> {
        followers.remove(follower);
        yield Effect().none();
      }
      case Stop stop -> Effect().stop();
    };
  }

  @Override
  public EventHandler<ClusterImage, ClusterEvent> eventHandler() {
    return (image, event) -> {
      unfinished.replayed(image, event);
      return image.apply(event);
    };
  }

  private TopicDecisions topics(ClusterImage image) {
    return new TopicDecisions(image, settings.rules());
  }

  private NodeDecisions nodes(ClusterImage image) {
    return new NodeDecisions(image, settings.rules());
  }

  private ShardDecisions shards(ClusterImage image) {
    return new ShardDecisions(image, crew.away(image));
  }

  private Effect<ClusterEvent, ClusterImage> place(ClusterImage image, Placing placing) {
    Set<NodeId> away = crew.away(image);
    Decision<ShardPlan> decision =
        switch (placing) {
          case DrainNode drain -> nodes(image).drain(drain.node(), drain.replicasToo(), away);
          case ResumeNode resume -> nodes(image).resume(resume.node());
          case DecommissionNode leave ->
              nodes(image).decommission(leave.node(), away, crew.bound(image));
          case MoveShard(var shard, var replicas, var instead, var replyTo) ->
              shards(image).move(shard, replicas, instead);
          case RecordForced(var node, var by, var logs, var replyTo) ->
              shards(image).recordForced(node, by, System.currentTimeMillis(), logs);
          case BalanceShards balance ->
              balance.leadersOnly() ? shards(image).balanceLeaders() : shards(image).balance();
        };
    return perform(
        image,
        decision,
        version -> placing.replyTo().tell(new ShardPlanAnswer(decision.result(), version)));
  }

  private Effect<ClusterEvent, ClusterImage> answer(
      ClusterImage image,
      Decision<TopicImage> decision,
      boolean validateOnly,
      ActorRef<TopicAnswer> replyTo) {
    return perform(
        image,
        validateOnly ? decision.withoutEffect() : decision,
        version -> replyTo.tell(new TopicAnswer(decision.result(), version)));
  }

  private Effect<ClusterEvent, ClusterImage> perform(
      ClusterImage before, Decision<?> decision, LongConsumer reply) {
    return persist(before, decision.events(), reply);
  }

  /** Followers hear of it before the asker does, who will wait for its node's image. */
  private Effect<ClusterEvent, ClusterImage> persist(
      ClusterImage before, List<ClusterEvent> events, LongConsumer reply) {
    if (events.isEmpty()) {
      reply.accept(before.version());
      return Effect().none();
    }
    unfinished.begins(before, events, reply, System.nanoTime());
    return Effect()
        .persist(events)
        .thenRun(
            after -> {
              unfinished.ends();
              EventLog.write(context.getLog(), events);
              followers.publish(before, events);
              reply.accept(after.version());
              crew.tell(after);
            });
  }

  private void finish(UnfinishedWrite.Outcome outcome) {
    switch (outcome) {
      case UnfinishedWrite.Outcome.Settled() -> {}
      case UnfinishedWrite.Outcome.Again(var command) -> context.getSelf().tell(command);
      case UnfinishedWrite.Outcome.Stored(var reply, var version) -> reply.accept(version);
    }
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    // Events stay: a node that takes over may lack the newest snapshot, and never an event.
    return RetentionCriteria.snapshotEvery(settings.snapshotEveryEvents(), KEPT_SNAPSHOTS);
  }

  @Override
  public SnapshotAdapter<ClusterImage> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(ClusterImage image) {
        return image.snapshot();
      }

      @Override
      public ClusterImage fromJournal(Object stored) {
        return ClusterImage.of(cluster, (ClusterSnapshot) stored);
      }
    };
  }

  @Override
  public SignalHandler<ClusterImage> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            image -> {
              context.getLog().info("controller is here: {}", image);
              followers.recovered(image);
              crew.recovered(image);
              finish(unfinished.afterRecovery(image, System.nanoTime()));
            })
        .onSignal(PreRestart.class, (image, restart) -> unfinished.failed())
        .onSignal(
            SnapshotFailed.class,
            (image, failed) -> context.getLog().warn("no snapshot was taken", failed.getFailure()))
        .build();
  }
}
