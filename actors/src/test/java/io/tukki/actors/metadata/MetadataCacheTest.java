package io.tukki.actors.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.tukki.actors.Metadata;
import io.tukki.actors.controller.ControllerCommand;
import io.tukki.actors.controller.ControllerCommand.Follow;
import io.tukki.actors.controller.ImageUpdate;
import io.tukki.core.cluster.ClusterDelta;
import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.cluster.ClusterEvent.ClusterFormed;
import io.tukki.core.cluster.ClusterEvent.TopicCreated;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.ClusterSnapshot;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cache against a controller that the test plays, so that messages can go missing. */
class MetadataCacheTest {

  private static final ClusterId CLUSTER = new ClusterId(new UUID(1, 1));
  private static final MetadataSettings PATIENT =
      new MetadataSettings(Duration.ofHours(1), Duration.ofHours(1));

  /** The history that the played controller tells. */
  private static final List<ClusterEvent> EVENTS = history(20);

  private final ActorTestKit testKit = ActorTestKit.create(ConfigFactory.defaultReference());
  private final TestProbe<ControllerCommand> controller =
      testKit.createTestProbe(ControllerCommand.class);

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void itAsksForWhatItLacksAndPublishesIt() {
    Metadata metadata = start(PATIENT);
    Follow asked = controller.expectMessageClass(Follow.class);

    tell(asked, 0, 5);

    assertThat(asked.knownVersion()).isZero();
    assertThat(get(metadata.atLeast(5).toCompletableFuture())).isEqualTo(imageAt(5));
    assertThat(metadata.image()).isEqualTo(imageAt(5));
  }

  @Test
  void aGapMakesItAskAgain() {
    Metadata metadata = start(PATIENT);
    Follow asked = controller.expectMessageClass(Follow.class);
    tell(asked, 0, 5);

    tell(asked, 7, 9);

    assertThat(controller.expectMessageClass(Follow.class).knownVersion()).isEqualTo(5);
    assertThat(metadata.image()).isEqualTo(imageAt(5));
    tell(asked, 5, 9);
    assertThat(get(metadata.atLeast(9).toCompletableFuture())).isEqualTo(imageAt(9));
  }

  @Test
  void whatComesTwiceOrOverlapsIsHarmless() {
    Metadata metadata = start(PATIENT);
    Follow asked = controller.expectMessageClass(Follow.class);

    tell(asked, 0, 5);
    tell(asked, 0, 3);
    tell(asked, 2, 8);
    tell(asked, 8, 8);

    assertThat(get(metadata.atLeast(8).toCompletableFuture())).isEqualTo(imageAt(8));
    controller.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void aWholeImageReplacesWhatWasThere() {
    Metadata metadata = start(PATIENT);
    Follow asked = controller.expectMessageClass(Follow.class);
    tell(asked, 0, 2);

    for (ClusterSnapshot.Page page : imageAt(15).snapshot().pages(40)) {
      asked.follower().tell(new ImageUpdate.Whole(page, controller.ref()));
    }

    assertThat(get(metadata.atLeast(15).toCompletableFuture())).isEqualTo(imageAt(15));
  }

  @Test
  void anOlderImageNeverReplacesANewer() {
    Metadata metadata = start(PATIENT);
    Follow asked = controller.expectMessageClass(Follow.class);
    tell(asked, 0, 10);

    ClusterSnapshot.Page old = imageAt(4).snapshot().pages(1_000).getFirst();
    asked.follower().tell(new ImageUpdate.Whole(old, controller.ref()));
    tell(asked, 10, 11);

    assertThat(get(metadata.atLeast(11).toCompletableFuture())).isEqualTo(imageAt(11));
  }

  @Test
  void whenTheControllerStopsItLooksForTheNext() {
    start(PATIENT);
    Follow asked = controller.expectMessageClass(Follow.class);
    TestProbe<ControllerCommand> first = testKit.createTestProbe(ControllerCommand.class);
    asked
        .follower()
        .tell(new ImageUpdate.Changed(new ClusterDelta(0, EVENTS.subList(0, 3)), first.ref()));

    first.stop();

    assertThat(controller.expectMessageClass(Follow.class).knownVersion()).isEqualTo(3);
  }

  @Test
  void itKeepsAskingWhileNobodyAnswersAndNowAndThenAfterwards() {
    start(new MetadataSettings(Duration.ofMillis(20), Duration.ofMillis(30)));
    controller.expectMessageClass(Follow.class);
    Follow again = controller.expectMessageClass(Follow.class);

    tell(again, 0, 4);

    controller.fishForMessage(
        Duration.ofSeconds(5),
        message ->
            message instanceof Follow follow && follow.knownVersion() == 4
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }

  @Test
  void aListenerThatThrowsHarmsItselfAlone() {
    Metadata metadata = start(PATIENT);
    Follow asked = controller.expectMessageClass(Follow.class);
    List<Long> heard = new CopyOnWriteArrayList<>();
    metadata.subscribe(
        image -> {
          throw new IllegalStateException("on purpose");
        });
    metadata.subscribe(image -> heard.add(image.version()));

    tell(asked, 0, 1);
    tell(asked, 1, 3);

    Awaitility.await().until(() -> heard.size() == 3);
    assertThat(heard).containsExactly(0L, 1L, 3L);
  }

  @Test
  void whoGivesUpWaitingLeavesNothingBehind() {
    PublishedImage published = new PublishedImage(imageAt(0));

    CompletableFuture<ClusterImage> impatient =
        published.atLeast(1).toCompletableFuture().orTimeout(1, TimeUnit.MILLISECONDS);

    assertThat(impatient).failsWithin(Duration.ofSeconds(5));
    Awaitility.await().until(() -> published.waiting() == 0);
  }

  @Test
  void waitersAreServedInWhateverOrderTheyCame() {
    PublishedImage published = new PublishedImage(imageAt(0));
    CompletableFuture<ClusterImage> far = published.atLeast(5).toCompletableFuture();
    CompletableFuture<ClusterImage> near = published.atLeast(2).toCompletableFuture();

    published.publish(imageAt(3));

    assertThat(near).isCompletedWithValue(imageAt(3));
    assertThat(far).isNotDone();
    published.publish(imageAt(5));
    assertThat(far).isCompletedWithValue(imageAt(5));
  }

  private Metadata start(MetadataSettings settings) {
    return LocalMetadata.start(testKit.system(), CLUSTER, controller.ref(), settings);
  }

  private void tell(Follow asked, int from, int to) {
    ActorRef<ImageUpdate> follower = asked.follower();
    follower.tell(
        new ImageUpdate.Changed(
            new ClusterDelta(from, EVENTS.subList(from, to)), controller.ref()));
  }

  private static ClusterImage imageAt(int version) {
    return ClusterImage.unformed(CLUSTER).applyAll(EVENTS.subList(0, version));
  }

  private static List<ClusterEvent> history(int events) {
    List<ClusterEvent> history = new ArrayList<>();
    history.add(new ClusterFormed(CLUSTER, 60));
    for (int topic = 1; topic < events; topic++) {
      history.add(
          new TopicCreated(
              new TopicId(new UUID(2, topic)),
              "t" + topic,
              1,
              List.of(new ShardId(1, topic)),
              Map.of()));
    }
    return history;
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(5, TimeUnit.SECONDS).join();
  }
}
