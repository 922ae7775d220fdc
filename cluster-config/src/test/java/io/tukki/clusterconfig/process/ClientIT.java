package io.tukki.clusterconfig.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tukki.actors.Topics;
import io.tukki.clusterconfig.bootstrap.NodeEnding;
import io.tukki.clusterconfig.bootstrap.NodeStartException;
import io.tukki.clusterconfig.bootstrap.TukkiClient;
import io.tukki.clusterconfig.bootstrap.TukkiNode;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.clusterconfig.settings.NodeSettingsBuilder;
import io.tukki.core.result.Result;
import io.tukki.streams.consumer.Consumer;
import io.tukki.streams.consumer.ConsumerRecord;
import io.tukki.streams.consumer.ConsumerSettings;
import io.tukki.streams.consumer.StartFrom;
import io.tukki.streams.consumer.Subscriptions;
import io.tukki.streams.producer.Producer;
import io.tukki.streams.producer.ProducerRecord;
import io.tukki.streams.producer.ProducerSettings;
import io.tukki.streams.serialization.Serdes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application's client, whose streams go on while the only node that holds data does not. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class ClientIT {

  private static final long PATIENCE_SECONDS = 90;

  @TempDir Path dataDir;
  @TempDir Path otherDataDir;
  @TempDir Path nothing;

  private final int port = freePort();
  private final BlockingQueue<String> read = new LinkedBlockingQueue<>();

  @Test
  void streamsOutliveTheKillOfTheNodeAndItsComingBack() throws Exception {
    NodeChild node = startChild();
    try (TukkiClient client = connect()) {
      BoundedSourceQueue<String> written = stream(client);
      write(written, "before");
      assertThat(read()).isEqualTo("before");

      node.kill();
      write(written, "meanwhile");
      node = startChild();

      assertThat(read()).isEqualTo("meanwhile");
      write(written, "after");
      assertThat(read()).isEqualTo("after");
      assertThat(client.ended()).isNotCompleted();
    } finally {
      node.close();
    }
  }

  @Test
  void streamsOutliveTheCleanStopOfTheNodeAndTheClientIsNoneOfItsCluster() throws Exception {
    TukkiNode node = startNode();
    CompletionStage<NodeEnding> ended;
    try (TukkiClient client = connect()) {
      BoundedSourceQueue<String> written = stream(client);
      write(written, "before");
      assertThat(read()).isEqualTo("before");
      assertThat(node.broker().metadata().image().nodes()).hasSize(1);
      assertThat(get(client.broker().shards().status()).here()).hasSize(1);

      node.stop();
      write(written, "meanwhile");
      node = startNode();

      assertThat(read()).isEqualTo("meanwhile");
      assertThat(node.broker().metadata().image().nodes()).hasSize(1);
      assertThat(nothing.resolve("data")).doesNotExist();
      ended = client.ended();
    } finally {
      node.stop();
    }
    assertThat(get(ended)).isInstanceOf(NodeEnding.Stopped.class);
  }

  /** Seeds say where the cluster was when the client was written; nodes come and go since. */
  @Test
  void streamsOutliveTheLastSeed() throws Exception {
    int otherPort = freePort();
    Map<String, String> settings = Map.of("TUKKI_CLUSTER_PORT", Integer.toString(otherPort));
    NodeChild other = NodeChild.start(otherDataDir, settings);
    NodeChild seed =
        NodeChild.start(
            dataDir,
            Map.of(
                "TUKKI_CLUSTER_PORT",
                Integer.toString(port),
                "TUKKI_CLUSTER_SEEDS",
                "127.0.0.1:" + otherPort));
    try (TukkiClient client = connect()) {
      BoundedSourceQueue<String> written = stream(client);
      write(written, "before");
      assertThat(read()).isEqualTo("before");
      NodeChild staying = other;
      await()
          .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
          .untilAsserted(
              () -> {
                Child.Ended left = staying.command("nodes", "decommission", "2");
                assertThat(left.exitCode()).as(left.errors()).isZero();
              });
      seed.close();

      other.kill();
      other = NodeChild.start(otherDataDir, settings);
      write(written, "after");

      assertThat(read()).isEqualTo("after");
    } finally {
      seed.close();
      other.close();
    }
  }

  @Test
  void whereNoNodeAnswersTheStartIsGivenUpAndSaysSo() {
    assertThatThrownBy(
            () -> TukkiClient.connect(settings().with("tukki.start-timeout", "1s").build()))
        .isInstanceOf(NodeStartException.class)
        .hasMessageContaining("did not find the cluster");
  }

  @Test
  void aClientIsNotStartedAsANode() {
    assertThatThrownBy(() -> TukkiNode.start(settings().build()))
        .isInstanceOf(NodeStartException.class)
        .hasMessageContaining("TukkiClient.connect");
    assertThat(nothing.resolve("data")).doesNotExist();
  }

  /** Everything that is offered is written, and everything that is written is read. */
  private BoundedSourceQueue<String> stream(TukkiClient client) throws Exception {
    Result<?> created =
        get(
            client
                .broker()
                .topics()
                .create(
                    new Topics.Create("t", OptionalInt.of(1), OptionalInt.of(1), Map.of(), false)));
    assertThat(created).isInstanceOf(Result.Ok.class);
    ConsumerSettings<String, String> consumer =
        ConsumerSettings.create(client.system(), client.broker(), Serdes.string(), Serdes.string());
    var unused =
        Consumer.plainSource(consumer, Subscriptions.topic("t", StartFrom.earliest()))
            .map(ConsumerRecord::value)
            .runWith(Sink.foreach(read::add), client.system());
    ProducerSettings<String, String> producer =
        ProducerSettings.create(client.system(), client.broker(), Serdes.string(), Serdes.string());
    return Source.<String>queue(100)
        .map(text -> ProducerRecord.of("t", "key", text))
        .toMat(Producer.plainSink(producer), Keep.left())
        .run(client.system());
  }

  private static void write(BoundedSourceQueue<String> queue, String text) {
    assertThat(queue.offer(text).isEnqueued()).isTrue();
  }

  private String read() throws InterruptedException {
    return String.valueOf(read.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  private TukkiClient connect() {
    return TukkiClient.connect(settings().build());
  }

  private NodeSettingsBuilder settings() {
    return NodeSettings.builder()
        .client()
        .seeds(List.of("127.0.0.1:" + port))
        .dataDir(nothing.resolve("data"));
  }

  private TukkiNode startNode() {
    return TukkiNode.start(
        NodeSettings.builder()
            .dataDir(dataDir)
            .httpPort(0)
            .with("tukki.cluster.port", port)
            .build());
  }

  private NodeChild startChild() throws IOException {
    return NodeChild.start(dataDir, Map.of("TUKKI_CLUSTER_PORT", Integer.toString(port)));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
