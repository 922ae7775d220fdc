package io.tukki.actors.controller;

import io.tukki.actors.replica.ReplicaAgentCommand.ChangeReplicas;
import io.tukki.actors.replica.VotersAnswer;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.NodeImage;
import io.tukki.core.cluster.Relocation;
import io.tukki.core.cluster.ShardMove;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.result.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Carries out the relocations in the image, a few at a time: has the node that leads a partition
 * change its log's voters, and reports to the controller when all of a relocation have theirs. It
 * remembers nothing that matters: what it has not heard of it asks for again, and so does the mover
 * of the next controller.
 */
final class Mover extends AbstractBehavior<Mover.Command> {

  sealed interface Command {}

  record ImageIs(ClusterImage image) implements Command {}

  record ReportTo(ActorRef<MovesReport> replyTo) implements Command {}

  private record Answered(VotersAnswer answer) implements Command {}

  private record AskAgain() implements Command {}

  private record Tend() implements Command {}

  private final ActorRef<ControllerCommand> controller;
  private final ControllerSite site;
  private final MoveSettings settings;
  private final ActorRef<VotersAnswer> answers;
  private final Absences absences;
  private final Map<Relocation, MoveUnderWay> underWay = new LinkedHashMap<>();
  private ClusterImage image;

  private Mover(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ActorRef<ControllerCommand> controller,
      ControllerSite site,
      MoveSettings settings,
      ClusterImage image) {
    super(context);
    this.controller = controller;
    this.site = site;
    this.settings = settings;
    this.answers = context.messageAdapter(VotersAnswer.class, Answered::new);
    this.absences = new Absences(settings.replaceAfter());
    this.image = image;
    timers.startTimerWithFixedDelay(new AskAgain(), settings.retryInterval());
    timers.startTimerWithFixedDelay(new Tend(), settings.tendInterval());
  }

  static Behavior<Command> create(
      ActorRef<ControllerCommand> controller,
      ControllerSite site,
      MoveSettings settings,
      ClusterImage image) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  Mover mover = new Mover(context, timers, controller, site, settings, image);
                  mover.goOn();
                  return mover;
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case ImageIs(var newer) -> {
        image = newer;
        goOn();
      }
      case Answered(var answer) -> onAnswer(answer);
      case AskAgain() -> askAgain();
      case Tend() -> tend();
      case ReportTo(var replyTo) -> replyTo.tell(report());
    }
    return this;
  }

  private void goOn() {
    begin();
    underWay.values().removeIf(move -> isOver(move));
    underWay.values().forEach(this::goOn);
  }

  /** Those that cannot go on now, because a node that they lead to is away, hold up no others. */
  private void begin() {
    Set<NodeId> here = site.agents().here();
    List<Relocation> all = Relocation.underWay(image);
    underWay.keySet().retainAll(all);
    underWay.keySet().removeIf(what -> !isPossible(what, here));
    for (Relocation what : all) {
      if (underWay.size() >= settings.maxConcurrent()) {
        return;
      }
      if (!underWay.containsKey(what) && isPossible(what, here)) {
        underWay.put(what, new MoveUnderWay(what));
      }
    }
  }

  private boolean isPossible(Relocation what, Set<NodeId> here) {
    return switch (what) {
      case Relocation.OfShard(var shard) ->
          image.partitionsIn(shard) == 0
              || image.move(shard).map(ShardMove::voters).filter(here::containsAll).isPresent();
      case Relocation.OfTopic topic -> true;
    };
  }

  private boolean isOver(MoveUnderWay move) {
    Optional<Map<PartitionId, List<NodeId>>> needed = move.what().votersIn(image);
    needed.ifPresent(move::need);
    return needed.isEmpty();
  }

  private void goOn(MoveUnderWay move) {
    if (move.isComplete()) {
      controller.tell(new ControllerCommand.Advance(move.what(), move.needed()));
    } else {
      move.next(settings.partitionsAtOnce()).forEach(partition -> ask(move, partition));
    }
  }

  private void askAgain() {
    goOn();
    underWay.values().forEach(move -> move.unanswered().forEach(partition -> ask(move, partition)));
  }

  /** Whoever should lead the partition; if that is another just now, it says so. */
  private void ask(MoveUnderWay move, PartitionId partition) {
    List<NodeId> voters = move.needed().getOrDefault(partition, List.of());
    image
        .topic(partition.topic())
        .map(topic -> topic.shardOf(partition))
        .flatMap(shard -> site.agents().home(image, shard))
        .ifPresent(
            leader ->
                site.agents()
                    .tell(leader, new ChangeReplicas(partition, replicas(voters), answers)));
  }

  private List<ReplicaId> replicas(List<NodeId> nodes) {
    return nodes.stream()
        .flatMap(node -> Optional.ofNullable(image.nodes().get(node)).stream())
        .map((NodeImage node) -> new ReplicaId(node.id(), node.directory()))
        .toList();
  }

  private void onAnswer(VotersAnswer answer) {
    switch (answer.voters()) {
      case Result.Ok<List<ReplicaId>>(var voters) -> {
        Set<NodeId> nodes = voters.stream().map(ReplicaId::node).collect(Collectors.toSet());
        for (MoveUnderWay move : underWay.values()) {
          if (move.changed(answer.partition(), nodes)) {
            goOn(move);
          }
        }
      }
      case Result.Refused<List<ReplicaId>>(var refusal) ->
          getContext()
              .getLog()
              .debug("{} is asked for again: {}", named(answer), refusal.message());
    }
  }

  private String named(VotersAnswer answer) {
    return image
        .topic(answer.partition().topic())
        .map(TopicImage::name)
        .map(name -> name + "-" + answer.partition().partition())
        .orElseGet(() -> answer.partition().toString());
  }

  private void tend() {
    long now = System.nanoTime();
    absences.look(image.nodes().keySet(), site.agents().here(), now);
    Set<NodeId> lost = absences.lost(now);
    boolean needed =
        !lost.isEmpty()
            || image.nodes().keySet().stream().anyMatch(node -> !image.duty(node).holds());
    if (needed) {
      controller.tell(new ControllerCommand.Tend(absences.away(), lost));
    }
  }

  private MovesReport report() {
    return new MovesReport(
        Optional.of(site.node()),
        underWay.values().stream()
            .map(
                move ->
                    new MovesReport.Progress(move.what(), move.doneCount(), move.needed().size()))
            .toList());
  }
}
