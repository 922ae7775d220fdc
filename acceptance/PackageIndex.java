import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tukki.actors.Topics;
import io.tukki.clusterconfig.bootstrap.TukkiNode;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.streams.consumer.Consumer;
import io.tukki.streams.consumer.ConsumerSettings;
import io.tukki.streams.consumer.StartFrom;
import io.tukki.streams.consumer.Subscriptions;
import io.tukki.streams.producer.Producer;
import io.tukki.streams.producer.ProducerRecord;
import io.tukki.streams.producer.ProducerSettings;
import io.tukki.streams.serialization.Serdes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The package index through HTTP, as a client that knows only HTTP and JSON, and through Streams,
 * as an application that embeds its node. Run by package-index.sh.
 */
final class PackageIndex {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PARTITIONS = 6;

  private PackageIndex() {}

  public static void main(String[] arguments) throws Exception {
    List<String> stanzas = stanzas(Path.of(arguments[2]));
    Map<String, List<String>> read =
        switch (arguments[0]) {
          case "http" -> throughHttp(URI.create(arguments[1]), stanzas);
          case "streams" -> throughStreams(Path.of(arguments[1]), stanzas);
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    if (!read.equals(byKey(stanzas, PackageIndex::key, Function.identity()))) {
      throw new AssertionError("what was read is not what was written");
    }
    System.exit(0);
  }

  private static List<String> stanzas(Path index) throws Exception {
    String text = Files.readString(index);
    return List.of(text.strip().split("\n\n"));
  }

  private static String key(String stanza) {
    String first = stanza.lines().filter(line -> line.startsWith("Package: ")).findFirst().get();
    return first.substring("Package: ".length()).strip();
  }

  /** Values of each key, in the order in which they come. */
  private static <T> Map<String, List<String>> byKey(
      List<T> records, Function<T, String> key, Function<T, String> value) {
    Map<String, List<String>> byKey = new LinkedHashMap<>();
    for (T record : records) {
      byKey.computeIfAbsent(key.apply(record), k -> new ArrayList<>()).add(value.apply(record));
    }
    return byKey;
  }

  // ---- HTTP ----

  private static Map<String, List<String>> throughHttp(URI node, List<String> stanzas)
      throws Exception {
    String name = "http-packages";
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    send(
        http,
        HttpRequest.newBuilder(node.resolve("/v1/topics"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"name\":\"" + name + "\",\"partitions\":" + PARTITIONS + "}")));
    StringBuilder lines = new StringBuilder();
    for (String stanza : stanzas) {
      lines.append(JSON.createObjectNode().put("key", key(stanza)).put("value", stanza).toString());
      lines.append('\n');
    }
    long started = System.nanoTime();
    send(
        http,
        HttpRequest.newBuilder(node.resolve("/v1/topics/" + name + "/records"))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(lines.toString())));
    long written = System.nanoTime();
    List<JsonNode> records = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      readPartition(http, node, name, partition, records);
    }
    report("HTTP", stanzas.size(), started, written, System.nanoTime());
    return byKey(records, r -> r.get("key").asText(), r -> r.get("value").asText());
  }

  private static void readPartition(
      HttpClient http, URI node, String topic, int partition, List<JsonNode> records)
      throws Exception {
    long next = 0;
    long end = 1;
    while (next < end) {
      JsonNode page =
          JSON.readTree(
              send(
                  http,
                  HttpRequest.newBuilder(
                      node.resolve(
                          "/v1/topics/%s/partitions/%d/records?limit=5000&offset=%d"
                              .formatted(topic, partition, next)))));
      page.get("records").forEach(records::add);
      next = page.get("nextOffset").asLong();
      end = page.get("highWatermark").asLong();
    }
  }

  private static byte[] send(HttpClient http, HttpRequest.Builder request) throws Exception {
    var response = http.send(request.build(), BodyHandlers.ofByteArray());
    if (response.statusCode() >= 300) {
      throw new AssertionError(new String(response.body(), StandardCharsets.UTF_8));
    }
    return response.body();
  }

  // ---- Streams ----

  private static Map<String, List<String>> throughStreams(Path dataDir, List<String> stanzas)
      throws Exception {
    try (TukkiNode node =
        TukkiNode.start(NodeSettings.builder().dataDir(dataDir).httpPort(0).build())) {
      node.broker()
          .topics()
          .create(
              new Topics.Create(
                  "packages", OptionalInt.of(PARTITIONS), OptionalInt.empty(), Map.of(), false))
          .toCompletableFuture()
          .get()
          .orThrow();
      var producer =
          ProducerSettings.create(node.system(), node.broker(), Serdes.string(), Serdes.string());
      var consumer =
          ConsumerSettings.create(node.system(), node.broker(), Serdes.string(), Serdes.string())
              .withStopAtEnd(true);
      long started = System.nanoTime();
      Source.from(stanzas)
          .map(stanza -> ProducerRecord.of("packages", key(stanza), stanza))
          .runWith(Producer.plainSink(producer), node.system())
          .toCompletableFuture()
          .get();
      long written = System.nanoTime();
      var records =
          Consumer.plainSource(consumer, Subscriptions.topic("packages", StartFrom.earliest()))
              .runWith(Sink.seq(), node.system())
              .toCompletableFuture()
              .get();
      report("Streams", stanzas.size(), started, written, System.nanoTime());
      return byKey(
          records,
          record -> Optional.ofNullable(record.key()).orElseThrow(),
          record -> Optional.ofNullable(record.value()).orElseThrow());
    }
  }

  private static void report(String door, int records, long started, long written, long read) {
    System.out.printf(
        "      %s: %,d records written in %.1f s, read in %.1f s%n",
        door, records, (written - started) / 1e9, (read - written) / 1e9);
  }
}
