package io.tukki.bench.replication;

import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.DurableState;
import io.tukki.persistence.replication.replica.Entry;
import io.tukki.persistence.replication.replica.Identity;
import io.tukki.persistence.replication.replica.Input;
import io.tukki.persistence.replication.replica.LogStart;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.replication.replica.Output;
import io.tukki.persistence.replication.replica.Payload;
import io.tukki.persistence.replication.replica.RecoveredLog;
import io.tukki.persistence.replication.replica.Replica;
import io.tukki.persistence.replication.replica.Rules;
import io.tukki.persistence.replication.replica.Settings;
import io.tukki.persistence.replication.replica.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One group of appends on its way through three replicas' cores, page cache only. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // set up by JMH, not by a constructor
public class ReplicaBenchmark {
  private static final Settings SETTINGS =
      new Settings(new Settings.Timing(100, 1_000, 5_000), 1 << 20, 4, 64, false);

  private final List<ReplicaId> ids = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();
  private long request;

  /** Elects the first of three, whose disks and network take no time. */
  @Setup(Level.Iteration)
  public void elect() {
    ids.clear();
    replicas.clear();
    for (int i = 0; i < 3; i++) {
      ids.add(new ReplicaId(new NodeId(i), new DirectoryId(new UUID(i, 0))));
    }
    Configuration all = Configuration.of(ids);
    for (ReplicaId id : ids) {
      var self = new Identity(id, 1, "boot", SETTINGS, Rules.ALL);
      replicas.add(Replica.start(self, DurableState.fresh(all, "boot"), RecoveredLog.empty(all)));
    }
    Deque<Runnable> due = new ArrayDeque<>();
    due.add(() -> take(0, new Input.Nominate(), due));
    while (!due.isEmpty()) {
      due.remove().run();
    }
  }

  private void take(int at, Input input, Deque<Runnable> due) {
    Step step = replicas.get(at).step(input, 0);
    replicas.set(at, step.replica());
    for (Output output : step.outputs()) {
      if (output instanceof Output.Send(ReplicaId to, Message message)) {
        var received = new Input.Received(ids.get(at), message);
        due.add(() -> take(to.node().value(), received, due));
      } else if (output instanceof Output.SaveState(DurableState state)) {
        due.add(() -> take(at, new Input.StateSaved(state), due));
      }
    }
  }

  private Step step(int at, Input input) {
    Step step = replicas.get(at).step(input, 0);
    replicas.set(at, step.replica());
    return step;
  }

  private Entry next() {
    Replica leader = replicas.getFirst();
    long end = leader.endOffset();
    return new Entry(1, end, end, leader.nextOrdinal(), 0, new Payload.Batch(this));
  }

  /** Six steps of a leader: asked, written, shipped twice, heard twice, acknowledged between. */
  @Benchmark
  public Step leaderTakesOneGroupThrough() {
    Entry entry = next();
    long end = entry.endOffset();
    step(0, new Input.AppendRequest(++request, List.of(entry), Input.Wait.COMMITTED, 2));
    step(0, new Input.Written(0, end, entry.ordinal() + 1));
    step(0, new Input.Shipped(ids.get(1), 1, entry.baseOffset(), end));
    step(0, new Input.Shipped(ids.get(2), 1, entry.baseOffset(), end));
    step(0, new Input.Received(ids.get(1), reportTo(end)));
    return step(0, new Input.Received(ids.get(2), reportTo(end)));
  }

  private static Message reportTo(long end) {
    return new Message.Report(1, 1, Message.Standing.ACCEPTED, end, end, false, 0);
  }

  /** Two steps of a follower: received, written. */
  @Benchmark
  public Step followerTakesOneGroup() {
    Replica follower = replicas.get(1);
    long end = follower.endOffset();
    var entry = new Entry(1, end, end, follower.nextOrdinal(), 0, new Payload.Batch(this));
    var append =
        new Message.Append(1, 1, end == 0 ? 0 : 1, end, List.of(entry), end, LogStart.FIRST, 0);
    step(1, new Input.Received(ids.getFirst(), append));
    return step(1, new Input.Written(0, entry.endOffset(), entry.ordinal() + 1));
  }
}
