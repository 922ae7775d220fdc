package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Output.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A cluster in one thread and virtual time. Everything that happens is drawn from the seed, so that
 * a run can be had again.
 */
final class Simulation {
  static final int NODES = 5;
  private static final int TICK_MS = 10;

  private record Event(long atMs, long order, Runnable run) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atMs, other.atMs);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  final SplittableRandom random;
  final Faults faults;
  final Invariants invariants = new Invariants();
  final List<SimNode> nodes = new ArrayList<>();
  final SimNetwork network;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Consumer<Supplier<String>> trace;
  private long nowMs;
  private long order;
  private long steps;
  private int acknowledged;
  private int retired;
  private int joinedBehind;
  private boolean healed;

  Shrinking.Limits limits = Shrinking.Limits.NONE;
  private int disturbances;

  /** Sees every state that is about to be saved. */
  Consumer<SimNode> beforeSave = node -> {};

  Simulation(long seed, Rules rules, Set<Faults.Kind> kinds, Consumer<Supplier<String>> trace) {
    this.trace = trace;
    random = new SplittableRandom(seed);
    faults = Faults.draw(random, kinds);
    network = new SimNetwork(this);
    var settings =
        new Settings(
            new Settings.Timing(20, 100, 150), 1 + random.nextInt(4), 3, 16, faults.awaitSync());
    var voters = new ArrayList<ReplicaId>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(new SimNode(i, settings, rules));
      if (i < faults.replicas()) {
        voters.add(nodes.get(i).id);
      }
    }
    for (SimNode node : nodes) {
      node.format(
          node.number < faults.replicas() ? Configuration.of(voters) : Configuration.UNKNOWN);
      start(node);
    }
  }

  long nowMs() {
    return nowMs;
  }

  long steps() {
    return steps;
  }

  int acknowledged() {
    return acknowledged;
  }

  /** Counts what is inflicted. */
  boolean mayInflict(Faults.Kind kind) {
    return ++disturbances <= limits.disturbances() && !limits.muted().contains(kind);
  }

  int disturbances() {
    return disturbances;
  }

  int retired() {
    return retired;
  }

  /** How often somebody became a voter who lacked some of what was committed. */
  int joinedBehind() {
    return joinedBehind;
  }

  void trace(Supplier<String> line) {
    long atMs = nowMs;
    trace.accept(() -> atMs + " " + line.get());
  }

  void at(long delayMs, Runnable run) {
    events.add(new Event(nowMs + delayMs, order++, run));
  }

  /** Happens at a node unless its process ends before; waits while it is paused. */
  void at(SimNode node, long delayMs, Runnable run) {
    int life = node.life;
    at(
        delayMs,
        () -> {
          if (node.life != life) {
            return;
          }
          if (node.pausedUntilMs > nowMs) {
            at(node, node.pausedUntilMs - nowMs, run);
          } else {
            run.run();
          }
        });
  }

  void runUntil(long endMs) {
    while (!events.isEmpty() && events.peek().atMs() <= endMs) {
      Event event = events.remove();
      nowMs = event.atMs();
      event.run().run();
    }
    nowMs = endMs;
  }

  void start(SimNode node) {
    node.start();
    invariants.onWritten(node.number, node.disk.readable());
    trace(() -> node + " starts as " + node.replica.self().incarnation());
    at(node, random.nextInt(TICK_MS), () -> tick(node));
  }

  private void tick(SimNode node) {
    step(node, new Input.Tick());
    at(node, TICK_MS, () -> tick(node));
  }

  void step(SimNode node, Input input) {
    if (!node.up) {
      return;
    }
    steps++;
    trace(() -> node + " <- " + input);
    long highWatermark = node.replica.highWatermark();
    Replica before = node.replica;
    Step step = before.step(input, nowMs);
    node.replica = step.replica();
    if (input instanceof Input.ChangeRequest) {
      countWhoJoined(before, step.replica().configuration());
    }
    int life = node.life;
    for (Output output : step.outputs()) {
      trace(() -> "    " + node + " -> " + output);
      if (node.life == life) {
        carryOut(node, output, highWatermark);
      }
    }
    boolean loses = step.outputs().contains(new Output.Alarm(Trouble.COMMITTED_MAY_BE_LOST));
    Invariants.require(
        step.replica().highWatermark() >= highWatermark || loses,
        "the high watermark of %s went back",
        node);
    if (node.up && node.life == life) {
      Invariants.require(
          node.replica.endOffset() == node.disk.issued.endOffset(),
          "%s believes its log to end at %s",
          node,
          node.replica.endOffset());
    }
  }

  private void countWhoJoined(Replica before, Configuration changed) {
    if (before.office() instanceof Office.Leader leader) {
      for (Office.Follower follower : leader.followers()) {
        boolean joins =
            changed.isVoter(follower.id()) && !before.configuration().isVoter(follower.id());
        if (joins && follower.matchEnd() < before.highWatermark()) {
          joinedBehind++;
        }
      }
    }
  }

  private void carryOut(SimNode node, Output output, long highWatermark) {
    switch (output) {
      case Output.Send(ReplicaId to, Message message) -> network.send(node, to, message);
      case Output.Ship ship -> ship(node, ship);
      case Output.SaveState(DurableState state) -> save(node, state);
      case Output.AppendToLog append -> {
        invariants.onAppend(node.disk.issued.lastEpoch(), append.entries());
        write(node, append);
      }
      case Output.TruncateLog truncate -> {
        invariants.onTruncate(node.toString(), truncate.endOffset(), highWatermark);
        write(node, truncate);
      }
      case Output.ResetLog reset -> {
        invariants.onTrim(node.toString(), decreeOf(node), reset.start().offset());
        write(node, reset);
      }
      case Output.TrimLog trim -> {
        invariants.onTrim(node.toString(), decreeOf(node), trim.start().offset());
        write(node, trim);
      }
      case Output.SyncLog sync -> write(node, sync);
      case Output.DropLog drop -> drop(node);
      case Output.Led led -> invariants.onLed(name(node), led, decreeOf(node), node.disk.issued);
      case Output.HighWatermark(long offset) ->
          invariants.onHighWatermark(
              node.toString(),
              decreeOf(node),
              reignOf(node),
              node.disk.issued,
              Math.min(highWatermark, offset),
              offset);
      case Output.Acknowledged done -> acknowledged(node, done);
      case Output.Refused refused -> node.requests.remove(refused.request());
      case Output.Alarm(Trouble trouble) -> alarm(node, trouble);
      case Output.SteppedDown stepped -> {}
    }
  }

  /** The process goes on; the state may still be on its way to the disk, and the log is gone. */
  private void drop(SimNode node) {
    invariants.onDropped(node.toString(), node.id, node.replica.durableState().configuration());
    retired++;
    node.disk.drop();
    if (random.nextInt(4) == 0 && !healed) {
      node.crash(random);
    } else {
      node.disk.completeStates();
    }
    start(node);
  }

  private static String name(SimNode node) {
    return node + "/" + node.replica.self().incarnation() + "/" + node.life;
  }

  private void acknowledged(SimNode node, Output.Acknowledged done) {
    SimNode.Request request = node.requests.remove(done.request());
    if (request != null && request.until() == Input.Wait.COMMITTED) {
      acknowledged++;
      invariants.onAcknowledged(
          node.toString(), decreeOf(node), request.entries(), request.minReplicas());
    }
  }

  private static int reignOf(SimNode node) {
    return node.replica.state().saved().acceptedEpoch();
  }

  static int decreeOf(SimNode node) {
    return node.replica.configuration().decree();
  }

  private void alarm(SimNode node, Trouble trouble) {
    switch (trouble) {
      case COMMITTED_MAY_BE_LOST ->
          invariants.onLoss(node.toString(), hasTrustedMajority(id -> true));
      case DISK_FAILED, DAMAGED_LOG -> {}
      case FORCED_TO_LEAD -> invariants.onForced();
    }
  }

  boolean hasTrustedMajorityWithout(ReplicaId replica) {
    return hasTrustedMajority(id -> !id.equals(replica));
  }

  private boolean hasTrustedMajority(Predicate<ReplicaId> counts) {
    return nodes.stream()
        .flatMap(node -> node.configuration().groups().stream())
        .filter(group -> !group.isEmpty())
        .allMatch(
            group ->
                group.stream().filter(counts.and(this::isTrusted)).count()
                    >= Configuration.majority(group));
  }

  boolean isTrustedMajority(List<ReplicaId> group) {
    return group.stream().filter(this::isTrusted).count() >= Configuration.majority(group);
  }

  private boolean isTrusted(ReplicaId id) {
    SimNode node = nodes.get(id.node().value());
    return node.id.equals(id) && node.isTrusted();
  }

  private void ship(SimNode node, Output.Ship ship) {
    if (faults.kinds().contains(Faults.Kind.LATE_READS) && !healed) {
      at(node, random.nextInt(1 + random.nextInt(60)), () -> read(node, ship));
    } else {
      read(node, ship);
    }
  }

  private void read(SimNode node, Output.Ship ship) {
    List<Entry> read = node.disk.read(ship.fromOffset(), ship.limitOffset(), ship.maxBytes());
    if (node.disk.isFlippedIn(read)) {
      at(node, 0, () -> damage(node));
      return;
    }
    if (!read.isEmpty()) {
      network.send(node, ship.to(), ship.header().carrying(read));
    }
    long end = read.isEmpty() ? ship.fromOffset() : read.getLast().endOffset();
    var shipped = new Input.Shipped(ship.to(), ship.incarnation(), ship.fromOffset(), end);
    at(node, 0, () -> step(node, shipped));
  }

  private void damage(SimNode node) {
    step(node, new Input.Damaged());
    node.crash(random);
    start(node);
  }

  private void save(SimNode node, DurableState state) {
    node.disk.ask(state);
    beforeSave.accept(node);
    node.stateBusyUntilMs = Math.max(node.stateBusyUntilMs, nowMs) + diskMs();
    at(node, node.stateBusyUntilMs - nowMs, () -> step(node, node.disk.completeState()));
  }

  private void write(SimNode node, Output asked) {
    node.disk.ask(asked);
    node.logBusyUntilMs = Math.max(node.logBusyUntilMs, nowMs) + diskMs();
    at(
        node,
        node.logBusyUntilMs - nowMs,
        () -> {
          Output operation = node.disk.oldest();
          Input done = node.disk.completeLog();
          if (operation instanceof Output.AppendToLog append) {
            invariants.onWritten(node.number, append.entries());
          }
          step(node, done);
        });
  }

  private int diskMs() {
    return random.nextInt(healed ? 2 : faults.maxDiskMs());
  }

  boolean isHealed() {
    return healed;
  }

  /** From here on nothing fails any more, and what failed comes back. */
  void heal() {
    healed = true;
    network.heal();
    for (SimNode node : nodes) {
      node.pausedUntilMs = 0;
      if (!node.up) {
        start(node);
      } else if (node.replica.state().role() instanceof Role.Failed || node.disk.isDamaged()) {
        damage(node);
      }
    }
  }
}
