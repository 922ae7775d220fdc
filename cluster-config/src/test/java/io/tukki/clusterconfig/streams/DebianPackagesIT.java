package io.tukki.clusterconfig.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tukki.actors.Topics;
import io.tukki.clusterconfig.bootstrap.TukkiNode;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.record.Compression;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real input: the machine's own index of Debian packages, some 60,000 stanzas where there is one.
 */
final class DebianPackagesIT {

  private static final Path APT_CACHE = Path.of("/usr/bin/apt-cache");
  private static final String NAME = "Package: ";

  @TempDir Path data;

  private record Stanza(String packageName, String text) {}

  @Test
  void everyPackageComesBackByteForByteAndInOrderOfItsKey() throws Exception {
    List<Stanza> stanzas = stanzas();
    assumeTrue(!stanzas.isEmpty(), "this machine has no index of Debian packages");
    try (TukkiNode node =
        TukkiNode.start(NodeSettings.builder().dataDir(data).httpPort(0).build())) {
      get(node.broker()
              .topics()
              .create(
                  new Topics.Create(
                      "packages", OptionalInt.of(6), OptionalInt.empty(), Map.of(), false)))
          .orThrow();

      get(
          Source.from(stanzas)
              .map(stanza -> ProducerRecord.of("packages", stanza.packageName(), stanza.text()))
              .runWith(
                  Producer.plainSink(
                      ProducerSettings.create(
                              node.system(), node.broker(), Serdes.string(), Serdes.string())
                          .withCompression(Compression.ZSTD)),
                  node.system()));
      List<ConsumerRecord<String, String>> records =
          get(
              Consumer.plainSource(
                      ConsumerSettings.create(
                              node.system(), node.broker(), Serdes.string(), Serdes.string())
                          .withStopAtEnd(true),
                      Subscriptions.topic("packages", StartFrom.earliest()))
                  .runWith(Sink.seq(), node.system()));

      assertThat(records).hasSize(stanzas.size());
      assertThat(byName(records)).isEqualTo(textsByName(stanzas));
    }
  }

  private static Map<String, List<String>> textsByName(List<Stanza> stanzas) {
    Map<String, List<String>> texts = new HashMap<>();
    stanzas.forEach(
        stanza ->
            texts.computeIfAbsent(stanza.packageName(), n -> new ArrayList<>()).add(stanza.text()));
    return texts;
  }

  private static Map<String, List<String>> byName(List<ConsumerRecord<String, String>> records) {
    Map<String, List<String>> texts = new HashMap<>();
    records.forEach(
        record -> texts.computeIfAbsent(record.key(), n -> new ArrayList<>()).add(record.value()));
    return texts;
  }

  private static List<Stanza> stanzas() throws IOException, InterruptedException {
    if (!Files.isExecutable(APT_CACHE)) {
      return List.of();
    }
    Process dump = new ProcessBuilder(APT_CACHE.toString(), "dumpavail").start();
    String all = new String(dump.getInputStream().readAllBytes(), UTF_8);
    dump.waitFor();
    return Arrays.stream(all.split("\n\n"))
        .filter(text -> text.startsWith(NAME))
        .map(text -> new Stanza(text.substring(NAME.length(), text.indexOf('\n')), text))
        .toList();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(120, SECONDS);
  }
}
