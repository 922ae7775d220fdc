package io.tukki.clusterconfig.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EndedMeanwhileTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private static final Config LOCAL =
      ConfigFactory.parseString(
              "pekko.actor.provider = local, pekko.coordinated-shutdown.exit-jvm = off")
          .withFallback(ConfigFactory.load());

  private final ActorSystem<Void> system =
      ActorSystem.create(Behaviors.empty(), "ended-meanwhile", LOCAL);

  @AfterEach
  void end() {
    system.terminate();
  }

  @Test
  void aNodeThatIsPutOutWhileItStartsStartsOver() {
    CompletableFuture<String> start =
        EndedMeanwhile.orFailed(system, new CompletableFuture<String>());

    CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.clusterDowningReason());

    assertThat(start)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(StartOverException.class);
  }

  @Test
  void aNodeThatIsStoppedWhileItStartsDoesNot() {
    CompletableFuture<String> start =
        EndedMeanwhile.orFailed(system, new CompletableFuture<String>());

    CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason());

    assertThat(start)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(NodeStartException.class);
  }

  @Test
  void aNodeThatFindsAnotherClusterOfItsNodesWhileItStartsStartsOver() {
    CompletableFuture<String> startOver = new CompletableFuture<>();
    CompletableFuture<String> start =
        EndedMeanwhile.orStartOver(startOver, new CompletableFuture<String>());
    assertThat(start).isNotDone();

    startOver.complete("there is another");

    assertThat(start)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(StartOverException.class)
        .withMessage("there is another");
  }

  @Test
  void whatWasDoneBeforeTheEndIsDone() {
    CompletableFuture<String> parts = new CompletableFuture<>();
    CompletableFuture<String> start = EndedMeanwhile.orFailed(system, parts);

    parts.complete("parts");
    CoordinatedShutdown.get(system)
        .runAll(CoordinatedShutdown.clusterDowningReason())
        .toCompletableFuture()
        .join();

    assertThat(start).isCompletedWithValue("parts");
  }
}
