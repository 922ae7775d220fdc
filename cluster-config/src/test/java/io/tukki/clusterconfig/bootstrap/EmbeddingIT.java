package io.tukki.clusterconfig.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.actors.Topics;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.streams.consumer.Consumer;
import io.tukki.streams.consumer.ConsumerRecord;
import io.tukki.streams.consumer.ConsumerSettings;
import io.tukki.streams.consumer.StartFrom;
import io.tukki.streams.consumer.Subscriptions;
import io.tukki.streams.producer.Producer;
import io.tukki.streams.producer.ProducerRecord;
import io.tukki.streams.producer.ProducerSettings;
import io.tukki.streams.serialization.Serdes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node inside an application, as the README shows it. */
final class EmbeddingIT {

  @TempDir Path dataDir;

  private TukkiNode start() {
    return TukkiNode.start(NodeSettings.builder().dataDir(dataDir).httpPort(0).build());
  }

  private static List<String> readAll(TukkiNode node) throws Exception {
    ConsumerSettings<String, String> consumer =
        ConsumerSettings.create(node.system(), node.broker(), Serdes.string(), Serdes.string())
            .withStopAtEnd(true);
    return Consumer.plainSource(consumer, Subscriptions.topic("greetings", StartFrom.earliest()))
        .map(ConsumerRecord::value)
        .runWith(Sink.seq(), node.system())
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  @Test
  void aFewLinesStartANodeAndWhatItStoresOutlivesIt() throws Exception {
    try (TukkiNode node = start()) {
      node.broker()
          .topics()
          .create(
              new Topics.Create(
                  "greetings", OptionalInt.of(1), OptionalInt.empty(), Map.of(), false))
          .toCompletableFuture()
          .get(60, TimeUnit.SECONDS)
          .orThrow();
      ProducerSettings<String, String> producer =
          ProducerSettings.create(node.system(), node.broker(), Serdes.string(), Serdes.string());
      Source.from(List.of("hello", "log"))
          .map(text -> ProducerRecord.of("greetings", "key", text))
          .runWith(Producer.plainSink(producer), node.system())
          .toCompletableFuture()
          .get(60, TimeUnit.SECONDS);

      assertThat(readAll(node)).containsExactly("hello", "log");
    }
    try (TukkiNode node = start()) {
      assertThat(readAll(node)).containsExactly("hello", "log");
    }
  }

  @Test
  void aSecondNodeOnTheSameDirectoryIsRefusedAndNothingOfItIsLeft() throws Exception {
    try (TukkiNode node = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(NodeStartException.class)
          .hasMessageContaining("is in use");
      assertThat(node.broker().metadata().image().nodes()).hasSize(1);
    }
  }

  @Test
  void stoppingTwiceIsStoppingOnce() {
    TukkiNode node = start();
    node.stop();
    node.stop();

    assertThat(node.system().getWhenTerminated()).isCompleted();
  }
}
