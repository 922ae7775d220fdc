package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything there is at one moment of the exhaustive search: replicas with instant disks, messages
 * under way in no order, and what was ever committed. Equal worlds have equal futures.
 */
record World(
    List<Node> nodes,
    Set<Envelope> network,
    List<Done> committed,
    List<Integer> leaders,
    int crashes) {

  record Node(Replica.State state, long incarnation, List<Entry> log) {}

  /** An entry, and the first reign in which it was committed. */
  record Done(Entry entry, int reign) {}

  record Envelope(int from, int to, Message message) {}

  private static final Settings SETTINGS =
      new Settings(new Settings.Timing(20, 100, 150), 4, 3, 16, false);

  static World first(int replicas, int epochs) {
    var ids = new ArrayList<ReplicaId>();
    for (int i = 0; i < replicas; i++) {
      ids.add(SimNode.idOf(i, 0));
    }
    var nodes = new ArrayList<Node>();
    for (ReplicaId id : ids) {
      var saved = DurableState.fresh(Configuration.of(ids), "boot");
      var log = RecoveredLog.empty(saved.configuration());
      nodes.add(new Node(Replica.start(self(id, 1), saved, log).state(), 1, List.of()));
    }
    return new World(
        List.copyOf(nodes), Set.of(), List.of(), Collections.nCopies(epochs + 1, -1), 0);
  }

  private static Identity self(ReplicaId id, long incarnation) {
    return new Identity(id, incarnation, "boot", SETTINGS, Rules.ALL);
  }

  /** All that can happen next, within the bounds. */
  List<World> next(int maxEpoch, int maxEntries, int maxCrashes) {
    var worlds = new ArrayList<World>();
    for (Envelope envelope : network) {
      var from = SimNode.idOf(envelope.from(), 0);
      worlds.add(
          new Change(this, envelope)
              .take(envelope.to(), new Input.Received(from, envelope.message())));
    }
    for (int i = 0; i < nodes.size(); i++) {
      Replica.State state = nodes.get(i).state();
      if (Math.max(state.seenEpoch(), state.wanted().promisedEpoch()) < maxEpoch) {
        worlds.add(new Change(this).take(i, new Input.Nominate()));
      }
      if (state.role() instanceof Role.Leading leading && state.log().endOffset() < maxEntries) {
        long end = state.log().endOffset();
        var entry =
            new Entry(
                leading.reign().epoch(),
                end,
                end,
                state.log().nextOrdinal(),
                0,
                new Payload.Batch("value"));
        worlds.add(
            new Change(this)
                .take(i, new Input.AppendRequest(end, List.of(entry), Input.Wait.COMMITTED, 1)));
      }
      if (crashes < maxCrashes) {
        worlds.add(new Change(this).restart(i));
      }
    }
    return worlds;
  }

  /** One thing that happens to a world. */
  private static final class Change {
    private final List<Node> nodes;
    private final Set<Envelope> network;
    private final List<Done> committed;
    private final List<Integer> leaders;
    private int crashes;

    Change(World world) {
      nodes = new ArrayList<>(world.nodes());
      network = new LinkedHashSet<>(world.network());
      committed = new ArrayList<>(world.committed());
      leaders = new ArrayList<>(world.leaders());
      crashes = world.crashes();
    }

    Change(World world, Envelope delivered) {
      this(world);
      network.remove(delivered);
    }

    World take(int at, Input input) {
      Deque<Input> inputs = new ArrayDeque<>(List.of(input));
      while (!inputs.isEmpty()) {
        Node node = nodes.get(at);
        var replica = new Replica(self(SimNode.idOf(at, 0), node.incarnation()), node.state());
        Step step = replica.step(inputs.remove(), 0);
        nodes.set(at, new Node(step.replica().state(), node.incarnation(), node.log()));
        step.outputs().forEach(output -> carryOut(at, output, inputs));
      }
      return done();
    }

    World restart(int at) {
      crashes++;
      Node node = nodes.get(at);
      Replica.State state = node.state();
      var log =
          new RecoveredLog(
              LogStart.FIRST,
              state.log().endOffset(),
              state.log().nextOrdinal(),
              state.log().epochs(),
              state.log().configurations(),
              state.log().endOffset(),
              Long.MAX_VALUE);
      Identity self = self(SimNode.idOf(at, 0), node.incarnation() + 1);
      nodes.set(
          at,
          new Node(
              Replica.start(self, state.saved(), log).state(), self.incarnation(), node.log()));
      return done();
    }

    /**
     * Forgets what can have no effect in any future: an epoch is promised, led and reported once. A
     * fence is never delivered: a leader that does not hear of it does no less harm.
     */
    private boolean isSpent(Envelope envelope) {
      Replica.State state = nodes.get(envelope.to()).state();
      Message message = envelope.message();
      int epoch = message.epoch();
      return switch (message) {
        case Message.Fenced fenced -> true;
        case Message.Prepare prepare ->
            epoch <= state.wanted().promisedEpoch()
                && !(state.role() instanceof Role.Promised promised && promised.epoch() == epoch);
        case Message.Promise promise ->
            !(state.role() instanceof Role.Preparing preparing && preparing.epoch() == epoch);
        case Message.Fetched fetched ->
            !(state.role() instanceof Role.Copying copying && copying.epoch() == epoch);
        case Message.Report report -> epoch != reignOf(state.role());
        case Message.Fetch fetch -> epoch < state.wanted().promisedEpoch();
        case Message.Accept accept -> epoch < state.wanted().promisedEpoch();
        case Message.Ping ping -> epoch < state.wanted().promisedEpoch();
        case Message.Append append -> epoch < state.wanted().promisedEpoch();
        case Message.Retire retire -> epoch < state.wanted().promisedEpoch();
        case Message.Retired retired -> epoch != reignOf(state.role());
      };
    }

    /** The epoch led, or to be led, by a role. */
    private static int reignOf(Role role) {
      return switch (role) {
        case Role.Preparing preparing -> preparing.epoch();
        case Role.Copying copying -> copying.epoch();
        case Role.Accepting accepting -> accepting.reign().epoch();
        case Role.Leading leading -> leading.reign().epoch();
        case Role.Idle idle -> 0;
        case Role.Promised promised -> 0;
        case Role.Synchronizing copying -> 0;
        case Role.Following following -> 0;
        case Role.Failed failed -> 0;
        case Role.Retiring retiring -> 0;
        case Role.Retired retired -> 0;
      };
    }

    private World done() {
      network.removeIf(this::isSpent);
      return new World(
          List.copyOf(nodes),
          Collections.unmodifiableSet(network),
          List.copyOf(committed),
          List.copyOf(leaders),
          crashes);
    }

    private void carryOut(int at, Output output, Deque<Input> inputs) {
      List<Entry> log = nodes.get(at).log();
      switch (output) {
        case Output.Send(ReplicaId to, Message message) ->
            network.add(new Envelope(at, to.node().value(), message));
        case Output.Ship ship -> {
          List<Entry> read = log.subList((int) ship.fromOffset(), (int) ship.limitOffset());
          Message message = ship.header().carrying(List.copyOf(read));
          network.add(new Envelope(at, ship.to().node().value(), message));
          inputs.add(
              new Input.Shipped(
                  ship.to(), ship.incarnation(), ship.fromOffset(), ship.limitOffset()));
        }
        case Output.SaveState(DurableState state) -> inputs.add(new Input.StateSaved(state));
        case Output.AppendToLog append -> {
          var longer = new ArrayList<>(log);
          longer.addAll(append.entries());
          write(at, longer, append.cut(), inputs);
        }
        case Output.TruncateLog cut ->
            write(at, log.subList(0, (int) cut.endOffset()), cut.cut(), inputs);
        case Output.Led led -> {
          int other = leaders.set(led.epoch(), at);
          Invariants.require(other < 0 || other == at, "two leaders of epoch %s", led.epoch());
          // Of later reigns a leader that was slow to hear of its own success knows nothing.
          requireCommitted(
              log, (int) committed.stream().filter(done -> done.reign() < led.epoch()).count());
        }
        case Output.HighWatermark(long offset) -> {
          for (int i = committed.size(); i < offset; i++) {
            int reign = nodes.get(at).state().saved().acceptedEpoch();
            committed.add(new Done(log.get(i), reign));
          }
          requireCommitted(log, (int) offset);
        }
        case Output.Alarm alarm -> throw new Invariants.Violation("an alarm: " + alarm);
        case Output.ResetLog reset -> throw new Invariants.Violation("nothing was deleted");
        case Output.TrimLog trim -> throw new Invariants.Violation("nothing was deleted");
        case Output.DropLog drop -> throw new Invariants.Violation("nobody was removed");
        case Output.SyncLog sync -> {} // page cache, and no configuration changes
        case Output.SteppedDown down -> {}
        case Output.Acknowledged acknowledged -> {}
        case Output.Refused refused -> {}
      }
    }

    private void write(int at, List<Entry> log, int cut, Deque<Input> inputs) {
      Node node = nodes.get(at);
      nodes.set(at, new Node(node.state(), node.incarnation(), List.copyOf(log)));
      inputs.add(new Input.Written(cut, log.size(), log.size() + 1));
    }

    private void requireCommitted(List<Entry> log, int end) {
      Invariants.require(
          log.size() >= end
              && log.subList(0, end)
                  .equals(committed.subList(0, end).stream().map(Done::entry).toList()),
          "%s lacks of the committed %s",
          log,
          committed);
    }
  }
}
