package io.tukki.clusterconfig.bootstrap;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.Topics;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.result.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The controller's log and snapshots on a real disk, through stops and starts of a whole node. */
final class MetadataOnDiskTest {

  private static final int SNAPSHOT_EVERY_EVENTS = 50;

  @TempDir Path dataDir;

  @Test
  void topicsAndTheirPlacesAreWhatTheyWereAfterEachRestart() throws Exception {
    ClusterImage first;
    try (TukkiNode node = start()) {
      create(node, "a", 300);
      get(node.broker().topics().alterConfigs("a-7", Map.of("segment.ms", Optional.of("9")), false))
          .orThrow();
      get(node.broker().topics().addPartitions("a-8", 70, false)).orThrow();
      get(node.broker().topics().delete("a-9")).orThrow();
      first = node.broker().metadata().image();
    }

    ClusterImage second;
    try (TukkiNode node = start()) {
      assertSame(node.broker().metadata().image(), first);
      create(node, "b", 60);
      second = node.broker().metadata().image();
    }

    try (TukkiNode node = start()) {
      assertSame(node.broker().metadata().image(), second);
    }
  }

  /** A node that takes another free port registers anew, which is the one thing that may differ. */
  private static void assertSame(ClusterImage image, ClusterImage before) {
    assertThat(image.topics()).containsExactlyElementsOf(before.topics());
    assertThat(image.placements()).isEqualTo(before.placements());
    assertThat(image.nodes().keySet()).isEqualTo(before.nodes().keySet());
    assertThat(image.clusterId()).isEqualTo(before.clusterId());
    assertThat(image.version()).isBetween(before.version(), before.version() + 1);
  }

  private TukkiNode start() {
    return TukkiNode.start(
        NodeSettings.builder()
            .environment(Map.of())
            .dataDir(dataDir)
            .httpPort(0)
            .with("tukki.controller.snapshot-every-events", SNAPSHOT_EVERY_EVENTS)
            .build());
  }

  private static void create(TukkiNode node, String prefix, int topics) throws Exception {
    List<CompletableFuture<Result<TopicImage>>> created =
        IntStream.range(0, topics)
            .mapToObj(
                number ->
                    new Topics.Create(
                        prefix + "-" + number,
                        OptionalInt.of(1 + number % 7),
                        OptionalInt.empty(),
                        Map.of(),
                        false))
            .map(request -> node.broker().topics().create(request).toCompletableFuture())
            .toList();
    for (CompletableFuture<Result<TopicImage>> one : created) {
      get(one).orThrow();
    }
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, SECONDS);
  }
}
