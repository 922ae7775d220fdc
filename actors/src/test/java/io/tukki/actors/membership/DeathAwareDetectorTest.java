package io.tukki.actors.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.event.EventStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeathAwareDetectorTest {

  private final ActorTestKit kit = ActorTestKit.create();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void itWaitsNoLongerThanItMayHoweverPatientItHasLearnedToBe() {
    DeathAwareDetector detector = detector("1h", "300ms");
    detector.heartbeat();

    assertThat(detector.isAvailable()).isTrue();
    await().until(() -> !detector.isAvailable());

    detector.heartbeat();
    assertThat(detector.isAvailable()).isTrue();
  }

  @Test
  void itIsAsImpatientAsPekkosWithinThatBound() {
    DeathAwareDetector detector = detector("100ms", "1h");
    detector.heartbeat();

    await().until(() -> !detector.isAvailable());
  }

  @Test
  void itSuspectsNobodyWhomItHasNeverHeard() {
    assertThat(detector("1ms", "1ns").isAvailable()).isTrue();
  }

  @Test
  void whoIsGivenUpStaysSo() {
    DeathAwareDetector detector = detector("1h", "1h");
    detector.giveUp();
    detector.heartbeat();

    assertThat(detector.isAvailable()).isFalse();
  }

  private DeathAwareDetector detector(String pause, String longestSilence) {
    EventStream events = Adapter.toClassic(kit.system()).getEventStream();
    return new DeathAwareDetector(
        ConfigFactory.parseString(
                "acceptable-heartbeat-pause = %s, longest-silence = %s"
                    .formatted(pause, longestSilence))
            .withFallback(
                kit.system().settings().config().getConfig("pekko.cluster.failure-detector")),
        events);
  }
}
