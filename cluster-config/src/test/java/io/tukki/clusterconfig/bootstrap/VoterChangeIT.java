package io.tukki.clusterconfig.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tukki.actors.Topics;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.clusterconfig.settings.NodeSettingsBuilder;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.log.ReplicaStatus;
import io.tukki.core.result.Result;
import io.tukki.persistence.journal.NodeStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The controller's own log gets voters while the controller is asked for topics. */
final class VoterChangeIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int VOTERS = 3;

  @TempDir Path temp;

  private final List<TukkiNode> nodes = new ArrayList<>();
  private final AtomicBoolean grown = new AtomicBoolean();

  @AfterEach
  void stop() {
    grown.set(true);
    nodes.reversed().forEach(TukkiNode::close);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private NodeSettingsBuilder settings(int number) {
    return NodeSettings.builder().dataDir(temp.resolve("node-" + number)).httpPort(0);
  }

  private static Result<TopicImage> create(TukkiNode node, String topic) {
    return node.broker()
        .topics()
        .create(new Topics.Create(topic, OptionalInt.of(1), OptionalInt.of(1), Map.of(), false))
        .toCompletableFuture()
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  /** Answers what each request was answered, one after the other. */
  private List<Result<TopicImage>> createUntilGrown(TukkiNode node) {
    List<Result<TopicImage>> answers = new ArrayList<>();
    while (!grown.get()) {
      answers.add(create(node, "t" + answers.size()));
    }
    return answers;
  }

  private static int voters(TukkiNode node) {
    return NodeStorage.get(node.system())
        .logs()
        .status("controller")
        .map(ReplicaStatus::voters)
        .map(List::size)
        .orElse(0);
  }

  @Test
  void noRequestFailsWhileVotersAreAdded() throws Exception {
    int port = freePort();
    TukkiNode first = TukkiNode.start(settings(1).with("tukki.cluster.port", port).build());
    nodes.add(first);
    CompletableFuture<List<Result<TopicImage>>> answers =
        CompletableFuture.supplyAsync(() -> createUntilGrown(first), Thread::startVirtualThread);

    for (int number = 2; number <= VOTERS; number++) {
      nodes.add(TukkiNode.start(settings(number).seeds(List.of("127.0.0.1:" + port)).build()));
    }
    await().atMost(PATIENCE).until(() -> voters(first) == VOTERS);
    grown.set(true);

    assertThat(answers.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isNotEmpty()
        .allSatisfy(answer -> assertThat(answer).isInstanceOf(Result.Ok.class));
  }
}
