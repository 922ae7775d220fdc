package io.tukki.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.tukki.actors.Partitions;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever leaders do, in whatever order things arrive: what one caller appends is stored in the
 * order of its calls. Seeded; a seed that fails is in the test's name.
 */
class RouteOrderTest {

  private static final int STEPS = 400;

  static List<Long> seeds() {
    return new Random(17).longs(300).boxed().toList();
  }

  /** A partition whose leader moves about, and the one caller that appends to it. */
  private static final class World implements RouteWaker {
    private final Random random;
    private final PartitionId partition = new PartitionId(new TopicId(new UUID(1, 2)), 0);
    private final PartitionRoute route;
    private final List<Leader> leaders = new ArrayList<>();
    private final List<Integer> stored = new ArrayList<>();
    private final List<AppendPromise> promises = new ArrayList<>();
    private boolean called;

    World(long seed) {
      random = new Random(seed);
      route =
          new PartitionRoute(
              new EntityId(new ShardId(1, 0), partition),
              this,
              PartitionSettings.of(
                  ConfigFactory.parseResources("reference.conf").getConfig("tukki.partition")));
      leaders.add(new Leader());
    }

    @Override
    public void wake(PartitionRoute woken) {
      called = true;
    }

    @Override
    public void watch(PartitionRoute watched) {}

    Leader leader() {
      return leaders.getLast();
    }

    void step() {
      switch (random.nextInt(6)) {
        case 0, 1, 2 -> append();
        case 3 -> leaders.get(random.nextInt(leaders.size())).serve();
        case 4 -> answerCall();
        default -> {
          if (random.nextInt(4) == 0) {
            move();
          }
        }
      }
    }

    private void append() {
      int number = promises.size();
      RecordBatch batch = TestNode.idempotent(7, 0, number, "v" + number);
      assertThat(route.budget().tryTake(batch.sizeBytes())).isTrue();
      AppendPromise promise =
          new AppendPromise(
              route, batch, Acks.ALL, System.nanoTime() + TimeUnit.MINUTES.toNanos(5));
      promises.add(promise);
      promise.send(batch);
    }

    private void answerCall() {
      if (called) {
        called = false;
        route.foundElsewhere(new Home.Elsewhere(partition, leader()));
      }
    }

    private void move() {
      leader().leads = false;
      leaders.add(new Leader());
    }

    void settle() {
      for (int round = 0; round < 1_000 && !promises.stream().allMatch(p -> p.isDone()); round++) {
        List.copyOf(leaders).forEach(Leader::serve);
        answerCall();
      }
    }

    /** What was sent to it waits until it serves, and is refused if it does not lead by then. */
    private final class Leader implements Partitions {
      private final Deque<Arrived> arrived = new ArrayDeque<>();
      private boolean leads = true;

      private record Arrived(RecordBatch batch, CompletableFuture<Result<AppendResult>> answer) {}

      void serve() {
        for (int left = random.nextInt(5); left >= 0 && !arrived.isEmpty(); left--) {
          Arrived next = arrived.remove();
          if (leads) {
            stored.add(next.batch().baseSequence());
            next.answer()
                .complete(
                    Result.ok(new AppendResult(stored.size(), OptionalLong.empty(), 0, false)));
          } else {
            next.answer().complete(Result.refused(new Refusal.NotLeader("moved")));
          }
        }
      }

      @Override
      public CompletionStage<Result<AppendResult>> append(Append request) {
        CompletableFuture<Result<AppendResult>> answer = new CompletableFuture<>();
        arrived.add(new Arrived(request.batch(), answer));
        return answer;
      }

      @Override
      public CompletionStage<Result<Fetched>> fetch(Fetch request) {
        throw new UnsupportedOperationException();
      }

      @Override
      public CompletionStage<Result<TimestampLookup>> lookup(PartitionId id, OffsetSpec spec) {
        throw new UnsupportedOperationException();
      }

      @Override
      public CompletionStage<Result<Bounds>> bounds(PartitionId id) {
        throw new UnsupportedOperationException();
      }

      @Override
      public CompletionStage<Result<Long>> deleteRecords(PartitionId id, long beforeOffset) {
        throw new UnsupportedOperationException();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void oneCallersAppendsAreStoredInTheOrderOfItsCalls(long seed) {
    World world = new World(seed);

    for (int i = 0; i < STEPS; i++) {
      world.step();
    }
    world.settle();

    assertThat(world.promises).allSatisfy(promise -> assertThat(promise).isCompleted());
    assertThat(world.stored).isSorted().hasSameSizeAs(world.promises);
    assertThat(world.leaders.size()).isGreaterThan(1);
  }
}
