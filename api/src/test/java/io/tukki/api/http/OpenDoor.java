package io.tukki.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tukki.api.http.fake.MemoryBroker;
import io.tukki.api.http.fake.MemoryLog;
import io.tukki.api.http.node.Readiness;
import io.tukki.api.metrics.MeteredBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;

/**
 * A door that is really open, on a port of its own, over a broker in memory; and a client to knock.
 */
final class OpenDoor implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  final MemoryBroker broker;
  final PrometheusRegistry registry = new PrometheusRegistry();
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final ActorSystem<Void> system;
  private final ServerBinding binding;

  private OpenDoor(MemoryBroker broker, String overrides) {
    this.broker = broker;
    Config config =
        ConfigFactory.parseString(overrides)
            .withFallback(
                ConfigFactory.parseString(
                    "pekko.actor.provider = local, pekko.coordinated-shutdown.exit-jvm = off"))
            .withFallback(ConfigFactory.load());
    this.system = ActorSystem.create(Behaviors.empty(), "door", config);
    HttpSettings settings = HttpSettings.of(config.getConfig("tukki.http")).withPort(0);
    MeteredBroker metered = MeteredBroker.over(broker, registry);
    this.binding =
        HttpDoor.bind(
                system, metered, settings, registry, new Readiness(metered, java.util.Map.of()))
            .toCompletableFuture()
            .join();
  }

  static OpenDoor open() {
    return new OpenDoor(MemoryBroker.formed(), "");
  }

  static OpenDoor open(String overrides) {
    return new OpenDoor(MemoryBroker.formed(), overrides);
  }

  static OpenDoor over(MemoryBroker broker) {
    return new OpenDoor(broker, "");
  }

  int port() {
    return binding.localAddress().getPort();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send(request(path));
  }

  HttpResponse<String> delete(String path) {
    return send(request(path).DELETE());
  }

  HttpResponse<String> post(String path, String type, String body) {
    return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> json(String method, String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  HttpResponse<String> ndjson(String path, String body) {
    return post(path, "application/x-ndjson", body);
  }

  /** Creates a topic, as a test's given. */
  OpenDoor topic(String name, int partitions) {
    return topic(name, partitions, "{}");
  }

  OpenDoor topic(String name, int partitions, String configs) {
    HttpResponse<String> created =
        json(
            "POST",
            "/v1/topics",
            "{\"name\":\"%s\",\"partitions\":%d,\"configs\":%s}"
                .formatted(name, partitions, configs));
    if (created.statusCode() != 201) {
      throw new AssertionError(created.body());
    }
    return this;
  }

  MemoryLog log(String topic, int partition) {
    return broker.partitions().log(broker.image().topic(topic).orElseThrow(), partition);
  }

  /** What {@code /metrics} says of one without labels, or with exactly these. */
  double metric(String nameAndLabels) {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(nameAndLabels + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  static JsonNode tree(HttpResponse<String> response) {
    return tree(response.body());
  }

  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  static List<JsonNode> lines(HttpResponse<String> response) {
    return response.body().lines().filter(line -> !line.isEmpty()).map(OpenDoor::tree).toList();
  }

  @Override
  public void close() {
    client.close();
    ActorTestKit.shutdown(system, Duration.ofSeconds(20));
  }
}
