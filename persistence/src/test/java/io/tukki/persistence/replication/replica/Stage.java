package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;

/** A few replicas on a perfect network and instant disks, whose doings are written down. */
final class Stage {
  private final List<Replica> replicas = new ArrayList<>();
  private final List<SimDisk> disks = new ArrayList<>();
  private final Deque<Runnable> due = new ArrayDeque<>();
  private final TreeSet<Integer> isolated = new TreeSet<>();
  private final StringBuilder transcript = new StringBuilder();
  private long nowMs;
  private long requests;

  Stage(int voters) {
    this(voters, voters);
  }

  Stage(int voters, int replicasInAll) {
    var settings = new Settings(new Settings.Timing(20, 100, 150), 4, 3, 16, false);
    for (int i = 0; i < replicasInAll; i++) {
      Configuration known = i < voters ? Configuration.of(ids(voters)) : Configuration.UNKNOWN;
      var disk = new SimDisk(known, "boot");
      disks.add(disk);
      var self =
          new Identity(SimNode.idOf(i, 0), disk.nextIncarnation(), "boot", settings, Rules.ALL);
      replicas.add(Replica.start(self, disk.saved(), disk.recover()));
    }
  }

  private static List<ReplicaId> ids(int count) {
    var ids = new ArrayList<ReplicaId>();
    for (int i = 0; i < count; i++) {
      ids.add(SimNode.idOf(i, 0));
    }
    return ids;
  }

  void nominate(int replica) {
    take(replica, new Input.Nominate());
  }

  void force(int replica) {
    take(replica, new Input.ForceLead());
  }

  void append(int replica, int value) {
    Replica leader = replicas.get(replica);
    int epoch = disks.get(replica).saved().acceptedEpoch();
    long end = leader.endOffset();
    var entry = new Entry(epoch, end, end, leader.nextOrdinal(), value, new Payload.Batch(value));
    take(replica, new Input.AppendRequest(++requests, List.of(entry), Input.Wait.COMMITTED, 1));
  }

  /** The first replicas become the voters, so many after them learners. */
  void change(int leader, int voters, int learners) {
    List<ReplicaId> rest = ids(voters + learners).subList(voters, voters + learners);
    take(leader, new Input.ChangeRequest(++requests, ids(voters), rest));
  }

  void isolate(int replica) {
    isolated.add(replica);
  }

  void mend() {
    isolated.clear();
  }

  void pass(long ms) {
    nowMs += ms;
    for (int i = 0; i < replicas.size(); i++) {
      take(i, new Input.Tick());
    }
  }

  void forget() {
    transcript.setLength(0);
  }

  String transcript() {
    return transcript.toString();
  }

  String log(int replica) {
    return text(disks.get(replica).readable());
  }

  private void take(int replica, Input input) {
    step(replica, input);
    while (!due.isEmpty()) {
      due.remove().run();
    }
  }

  private void step(int at, Input input) {
    Step step = replicas.get(at).step(input, nowMs);
    replicas.set(at, step.replica());
    step.outputs().forEach(output -> carryOut(at, output));
  }

  private void carryOut(int at, Output output) {
    SimDisk disk = disks.get(at);
    switch (output) {
      case Output.Send(ReplicaId to, Message message) -> send(at, to.node().value(), message);
      case Output.Ship ship -> {
        List<Entry> read = disk.read(ship.fromOffset(), ship.limitOffset(), ship.maxBytes());
        send(at, ship.to().node().value(), ship.header().carrying(read));
        long end = read.isEmpty() ? ship.fromOffset() : read.getLast().endOffset();
        var shipped = new Input.Shipped(ship.to(), ship.incarnation(), ship.fromOffset(), end);
        due.add(() -> step(at, shipped));
      }
      case Output.SaveState(DurableState state) -> {
        note(
            at
                + " saves promised "
                + state.promisedEpoch()
                + ", accepted "
                + state.acceptedEpoch());
        disk.ask(state);
        due.add(() -> step(at, disk.completeState()));
      }
      case Output.AppendToLog append -> {
        note(at + " writes " + text(append.entries()));
        write(at, append);
      }
      case Output.TruncateLog truncate -> {
        note(at + " cuts to " + truncate.endOffset());
        write(at, truncate);
      }
      case Output.ResetLog reset -> write(at, reset);
      case Output.SyncLog sync -> write(at, sync);
      case Output.TrimLog trim -> write(at, trim);
      case Output.DropLog drop -> drop(at);
      case Output.Led led -> note(at + " leads " + led.epoch() + " from " + led.firstOffset());
      case Output.SteppedDown down ->
          note(at + " steps down from " + down.epoch() + ": " + down.reason());
      case Output.Acknowledged done -> note(at + " acknowledges to " + done.endOffset());
      case Output.HighWatermark(long offset) -> note(at + " commits to " + offset);
      case Output.Refused refused -> note(at + " refuses: " + refused.reason());
      case Output.Alarm alarm -> note(at + " alarms: " + alarm.trouble());
    }
  }

  private void drop(int at) {
    note(at + " drops its log");
    SimDisk disk = disks.get(at);
    disk.drop();
    Identity before = replicas.get(at).self();
    var self =
        new Identity(
            before.id(), disk.nextIncarnation(), before.boot(), before.settings(), before.rules());
    replicas.set(at, Replica.start(self, disk.saved(), disk.recover()));
  }

  private void write(int at, Output operation) {
    disks.get(at).ask(operation);
    due.add(() -> step(at, disks.get(at).completeLog()));
  }

  private void send(int from, int to, Message message) {
    if (!isolated.contains(from) && !isolated.contains(to)) {
      note(from + ">" + to + " " + text(message));
      due.add(() -> step(to, new Input.Received(SimNode.idOf(from, 0), message)));
    }
  }

  private void note(String line) {
    transcript.append(line).append('\n');
  }

  private static String text(Message message) {
    int epoch = message.epoch();
    return switch (message) {
      case Message.Prepare prepare -> "prepare " + epoch;
      case Message.Promise promise ->
          "promise " + epoch + ": rank " + promise.rank() + ", end " + promise.log().endOffset();
      case Message.Fenced fenced -> "fenced by " + epoch;
      case Message.Fetch fetch -> "fetch " + epoch + ": from " + fetch.fromOffset();
      case Message.Fetched fetched -> "fetched " + epoch + ": " + text(fetched.entries());
      case Message.Accept accept -> "accept " + epoch + ": end " + accept.log().endOffset();
      case Message.Ping ping -> "ping " + epoch;
      case Message.Report report ->
          "report " + epoch + ": " + report.standing() + " " + report.durableEnd();
      case Message.Retire retire -> "retire " + epoch;
      case Message.Retired retired -> "retired " + epoch;
      case Message.Append append -> "append " + epoch + ": " + text(append.entries());
    };
  }

  private static String text(List<Entry> entries) {
    return entries.stream().map(Stage::text).toList().toString();
  }

  private static String text(Entry entry) {
    String place = entry.baseOffset() + "@" + entry.epoch();
    return switch (entry.payload()) {
      case Payload.Batch batch -> place;
      case Payload.Change(Configuration now) ->
          place
              + ": voters "
              + now.voters().size()
              + (now.isJoint() ? ", then " + now.incoming().size() : "");
    };
  }
}
