package io.tukki.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.tukki.actors.partition.PartitionCommand.Append;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // some callers are only there to be in the way
class PartitionRouteTest {

  private static ActorTestKit kit;

  private final PartitionSettings settings =
      PartitionSettings.of(
          ConfigFactory.parseString(
                  "tukki.partition { append.max-waiting = 2, fetch.max-waiting = 1 }")
              .withFallback(ConfigFactory.parseResources("reference.conf"))
              .getConfig("tukki.partition"));
  private int wakes;
  private final PartitionRoute route =
      new PartitionRoute(
          new EntityId(new ShardId(1, 0), new PartitionId(new TopicId(UUID.randomUUID()), 0)),
          new RouteWaker() {
            @Override
            public void wake(PartitionRoute woken) {
              wakes++;
            }

            @Override
            public void watch(PartitionRoute watched) {}
          },
          settings);
  private final TestProbe<PartitionCommand> front = kit.createTestProbe(PartitionCommand.class);
  private final LivePartition live = new LivePartition(front.ref(), new MemoryLog());

  @BeforeAll
  static void start() {
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString("pekko.actor.provider = local, pekko.loglevel = WARNING"));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  private Promise<AppendResult> append(String value, long deadlineNanos) {
    Promise<AppendResult> promise = new Promise<>();
    route.append(
        new Append(route.nextOrdinal(), TestNode.batch(value), Acks.ALL, deadlineNanos, promise));
    return promise;
  }

  private static long inAMinute() {
    return System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
  }

  @Test
  void whoeverCameWhileItSleptIsFirstAndInOrder() {
    append("a", inAMinute());
    append("b", inAMinute());
    assertThat(wakes).isEqualTo(1);

    route.attach(live);
    append("c", inAMinute());

    for (String value : new String[] {"a", "b", "c"}) {
      Append next = front.expectMessageClass(Append.class);
      assertThat(next.batch().bytes()).isEqualTo(TestNode.batch(value).bytes());
    }
  }

  @Test
  void callersOfASleepingPartitionAreBounded() {
    for (int i = 0; i < 3; i++) {
      assertThat(append("a", inAMinute())).isNotDone();
    }

    assertThat(append("b", inAMinute()).join())
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.Overloaded.class));
  }

  @Test
  void nobodyWaitsForAPartitionThatIsGone() {
    Refusal gone = new Refusal.UnknownTopic("t");
    Promise<AppendResult> waiting = append("before", inAMinute());

    route.close(gone);

    assertThat(waiting.getNow(null)).isEqualTo(Result.refused(gone));
    assertThat(append("after", inAMinute()).getNow(null)).isEqualTo(Result.refused(gone));
    assertThat(wakes).isEqualTo(1);
  }

  @Test
  void nobodyIsWokenBehindAFrontThatDeletedItsPartition() {
    Refusal gone = new Refusal.UnknownTopic("t");
    route.attach(live);
    route.close(gone);
    route.detach(front.ref());

    assertThat(append("after", inAMinute()).getNow(null)).isEqualTo(Result.refused(gone));
    assertThat(wakes).isZero();
  }

  @Test
  void whoseTimeIsUpIsRefusedAndNeverHandedOver() {
    long now = System.nanoTime();
    Promise<AppendResult> late = append("late", now + 1_000);
    append("next", inAMinute());

    route.expire(now + 1_000);
    route.attach(live);

    assertThat(late).isCompleted();
    assertThat(front.expectMessageClass(Append.class).batch().bytes())
        .isEqualTo(TestNode.batch("next").bytes());
  }

  @Test
  void whenNobodyIsLeftTheNextCallerWakesItAgain() {
    long now = System.nanoTime();
    append("late", now);
    route.expire(now);
    assertThat(route.isWaking()).isFalse();

    append("next", inAMinute());

    assertThat(wakes).isEqualTo(2);
  }

  @Test
  void aDetachedFrontGetsNothingMore() {
    route.attach(live);
    route.detach(front.ref());

    append("a", inAMinute());

    front.expectNoMessage();
    assertThat(wakes).isEqualTo(1);
  }

  @Test
  void anOldFrontCannotDetachItsSuccessor() {
    TestProbe<PartitionCommand> old = kit.createTestProbe(PartitionCommand.class);
    route.attach(live);

    route.detach(old.ref());
    append("a", inAMinute());

    front.expectMessageClass(Append.class);
  }

  @Test
  void whileItsLogIsUnavailableCallersAreToldWhy() {
    Promise<AppendResult> waiting = append("a", inAMinute());
    Refusal why = new Refusal.LogOffline("damaged");

    route.refuse(front.ref(), why);

    assertThat(waiting.join()).isEqualTo(Result.refused(why));
    assertThat(append("b", inAMinute()).join()).isEqualTo(Result.refused(why));
    route.attach(live);
    append("c", inAMinute());
    front.expectMessageClass(Append.class);
  }
}
