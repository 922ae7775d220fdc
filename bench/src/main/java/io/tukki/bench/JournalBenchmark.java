package io.tukki.bench;

import com.typesafe.config.ConfigFactory;
import io.tukki.bench.GroupCommittingEntity.Append;
import io.tukki.bench.GroupCommittingEntity.Command;
import io.tukki.bench.GroupCommittingEntity.Stored;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import io.tukki.core.log.LogConfig;
import io.tukki.core.record.Compression;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.persistence.journal.NodeStorage;
import io.tukki.persistence.replication.LogStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The journal behind a group-committing entity, from an append to its answer: record batches of one
 * size with so many in flight. Each iteration has a log of its own, in one segment, and deletes it,
 * so that the page cache and not the device is measured.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseParallelGC", "-Xms2g", "-Xmx2g"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH sets the fields: parameters first, then the setup.
public class JournalBenchmark {

  private static final int SMALL_BYTES = 1024;
  private static final int SMALL_APPENDS = 20_000;
  private static final int LARGE_BYTES = 100 * 1024;
  private static final int LARGE_APPENDS = 500;

  /** A finished segment would be flushed to the device. */
  private static final LogConfig ONE_SEGMENT =
      new LogConfig(
          Integer.MAX_VALUE,
          Long.MAX_VALUE,
          OptionalLong.empty(),
          OptionalLong.empty(),
          LogConfig.DEFAULT.indexIntervalBytes());

  private static final TopicId TOPIC = new TopicId(new UUID(1, 2));

  @Param({"1", "8", "64", "512"})
  public int inFlight;

  @Param({"none"})
  public String flush;

  private final Semaphore finished = new Semaphore(0);
  private final CpuMeter cpu = new CpuMeter();
  private int iterations;
  private Path directory;
  private ActorSystem<Order> system;

  /** What the producer is told. */
  sealed interface Order {
    /** Write to this partition from now on. */
    record Begin(PartitionId partition) implements Order {}

    /** So many batches of this size, please. */
    record Produce(int appends, int bytes) implements Order {}
  }

  @Setup
  public void start() throws Exception {
    directory = Files.createTempDirectory("tukki-bench");
    system =
        ActorSystem.create(
            Producer.create(inFlight, finished),
            "bench",
            ConfigFactory.parseString(
                    """
                    tukki.data-dir = "%s/data"
                    tukki.persistence.flush.policy = %s
                    pekko.loglevel = WARNING
                    pekko.persistence.journal.plugin = "tukki.journal"
                    pekko.persistence.snapshot-store.plugin = "tukki.snapshot-store"
                    # Sized to the cores: more threads only wake each other up.
                    pekko.actor.default-dispatcher {
                      fork-join-executor {
                        parallelism-min = 2
                        parallelism-factor = 1
                      }
                      throughput = 32
                    }
                    """
                        .formatted(directory, flush))
                .withFallback(ConfigFactory.load()));
  }

  @Setup(Level.Iteration)
  public void begin() {
    iterations++;
    LogStore logs = NodeStorage.get(system).logs();
    logs.log(partition().persistenceId()).configure(ONE_SEGMENT);
    system.tell(new Order.Begin(partition()));
    cpu.start();
  }

  private PartitionId partition() {
    return new PartitionId(TOPIC, iterations);
  }

  @Benchmark
  @OperationsPerInvocation(SMALL_APPENDS)
  public void append1Kb() throws InterruptedException {
    order(SMALL_APPENDS, SMALL_BYTES);
  }

  @Benchmark
  @OperationsPerInvocation(LARGE_APPENDS)
  public void append100Kb() throws InterruptedException {
    order(LARGE_APPENDS, LARGE_BYTES);
  }

  private void order(int appends, int bytes) throws InterruptedException {
    system.tell(new Order.Produce(appends, bytes));
    finished.acquire();
    cpu.add((long) appends * bytes);
  }

  @TearDown(Level.Iteration)
  public void end() throws Exception {
    cpu.report();
    NodeStorage.get(system).logs().delete(partition()).toCompletableFuture().get();
  }

  @TearDown
  public void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(JournalBenchmark::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps so many appends in flight until an order is carried out. */
  static final class Producer extends AbstractBehavior<Object> {

    private final int inFlight;
    private final Semaphore finished;

    /** Used over and over: an answered batch is the log's no more. */
    private final RecordBatch[] batches;

    private ActorRef<Command> entity;
    private int next;
    private int toSend;
    private int toHear;

    private Producer(ActorContext<Object> context, int inFlight, Semaphore finished) {
      super(context);
      this.inFlight = inFlight;
      this.finished = finished;
      this.batches = new RecordBatch[inFlight];
      this.entity = context.getSystem().deadLetters().unsafeUpcast();
    }

    static Behavior<Order> create(int inFlight, Semaphore finished) {
      return Behaviors.setup(context -> new Producer(context, inFlight, finished)).narrow();
    }

    @Override
    public Receive<Object> createReceive() {
      return newReceiveBuilder()
          .onMessage(Order.Begin.class, begin -> onBegin(begin.partition()))
          .onMessage(Order.Produce.class, this::onProduce)
          .onMessage(Stored.class, stored -> onStored(stored.batches()))
          .build();
    }

    private Behavior<Object> onBegin(PartitionId partition) {
      getContext().getChildren().forEach(getContext()::stop);
      entity =
          getContext()
              .spawn(
                  GroupCommittingEntity.create(
                      partition.persistenceId(), getContext().getSelf().narrow()),
                  "entity-" + partition.partition());
      return this;
    }

    private Behavior<Object> onProduce(Order.Produce order) {
      if (batches[0] == null || batches[0].sizeBytes() != order.bytes()) {
        for (int i = 0; i < batches.length; i++) {
          batches[i] = batchOf(order.bytes());
        }
      }
      toSend = order.appends();
      toHear = order.appends();
      send(inFlight);
      return this;
    }

    private Behavior<Object> onStored(int stored) {
      toHear -= stored;
      send(stored);
      if (toHear == 0) {
        finished.release();
      }
      return this;
    }

    private void send(int atMost) {
      int now = Math.min(atMost, toSend);
      toSend -= now;
      for (int i = 0; i < now; i++) {
        entity.tell(new Append(batches[next]));
        next = (next + 1) % batches.length;
      }
    }

    /** One record, so that the whole batch has this size. */
    private static RecordBatch batchOf(int bytes) {
      int value = bytes;
      while (true) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
        builder.append(1_000, null, ByteBuffer.allocate(value), List.of());
        RecordBatch batch = builder.build();
        if (batch.sizeBytes() <= bytes) {
          return batch;
        }
        value -= batch.sizeBytes() - bytes;
      }
    }
  }
}
