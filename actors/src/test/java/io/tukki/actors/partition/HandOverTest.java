package io.tukki.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.tukki.actors.NoPartitions;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import io.tukki.core.result.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HandOverTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static ActorTestKit kit;

  private final PartitionSettings settings =
      PartitionSettings.of(
          ConfigFactory.parseResources("reference.conf").getConfig("tukki.partition"));
  private final PartitionId partition = new PartitionId(new TopicId(UUID.randomUUID()), 0);
  private final LinkedBlockingQueue<PartitionRoute> woken = new LinkedBlockingQueue<>();
  private final PartitionRoute route =
      new PartitionRoute(
          new EntityId(new ShardId(1, 0), partition),
          new RouteWaker() {
            @Override
            public void wake(PartitionRoute route) {
              woken.add(route);
            }

            @Override
            public void watch(PartitionRoute route) {}
          },
          settings);
  private final TestProbe<PartitionCommand> front = kit.createTestProbe(PartitionCommand.class);

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local"));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  private CompletableFuture<Done> await(List<PartitionRoute> partitions, Duration atMost) {
    return HandOver.await(kit.system(), partitions, atMost).toCompletableFuture();
  }

  @Test
  void withNothingToHandOverItIsDoneAtOnce() {
    assertThat(await(List.of(), LONG)).isDone();
  }

  @Test
  void itIsDoneOnlyWhenThePartitionIsLedElsewhere() throws Exception {
    route.attach(new LivePartition(front.ref(), new MemoryLog()));
    CompletableFuture<Done> done = await(List.of(route), LONG);

    route.detach(front.ref());
    // Nobody else looks for it, so that without this it would begin nowhere.
    assertThat(woken.poll(10, TimeUnit.SECONDS)).isEqualTo(route);
    assertThat(done).isNotDone();

    route.foundElsewhere(new Home.Elsewhere(partition, new NoPartitions()));
    assertThat(done.get(10, TimeUnit.SECONDS)).isEqualTo(Done.getInstance());
  }

  @Test
  void aPartitionThatIsGoneIsNotWaitedFor() throws Exception {
    route.attach(new LivePartition(front.ref(), new MemoryLog()));
    CompletableFuture<Done> done = await(List.of(route), LONG);

    route.close(new Refusal.UnknownTopic("gone"));

    assertThat(done.get(10, TimeUnit.SECONDS)).isEqualTo(Done.getInstance());
  }

  @Test
  void itIsDoneInTime() throws Exception {
    route.attach(new LivePartition(front.ref(), new MemoryLog()));

    assertThat(await(List.of(route), Duration.ofMillis(50)).get(10, TimeUnit.SECONDS))
        .isEqualTo(Done.getInstance());
  }
}
