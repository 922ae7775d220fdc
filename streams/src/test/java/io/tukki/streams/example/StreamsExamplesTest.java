package io.tukki.streams.example;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tukki.core.result.Result;
import io.tukki.streams.FakeBroker;
import io.tukki.streams.TopicPartition;
import io.tukki.streams.consumer.Consumer.DrainingControl;
import io.tukki.streams.consumer.ConsumerRecord;
import io.tukki.streams.example.StreamsExamples.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/streams.md shows is what runs here. */
class StreamsExamplesTest {

  private static final ActorSystem SYSTEM = ActorSystem.create("streams-examples");
  private static final Path PAGE = Path.of("../docs/streams.md");
  private static final Path EXAMPLES =
      Path.of("src/test/java/io/tukki/streams/example/StreamsExamples.java");
  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern EXAMPLE =
      Pattern.compile("// example: \\w+\\n(.*?)\\n *// end", Pattern.DOTALL);

  private static final List<Order> ORDERS =
      List.of(new Order(1, "ann", 100), new Order(2, "bob", 250), new Order(3, "ann", 50));

  private final FakeBroker broker = new FakeBroker();
  private final StreamsExamples examples = new StreamsExamples(SYSTEM, broker);

  @BeforeEach
  void createTopic() {
    broker.createTopic("orders", 2);
  }

  @AfterAll
  static void terminate() {
    TestKit.shutdownActorSystem(SYSTEM);
  }

  @Test
  void whatIsProducedIsConsumedUntilStopped() throws Exception {
    Queue<Order> shop = new ConcurrentLinkedQueue<>();
    DrainingControl<Done> control = examples.consume(shop::add);

    get(examples.produce(ORDERS));

    await().until(() -> shop.size() == ORDERS.size());
    get(examples.stop(control));
    assertThat(shop).containsExactlyInAnyOrderElementsOf(ORDERS);
  }

  @Test
  void resultsAreDescribed() throws Exception {
    assertThat(get(examples.results(ORDERS)))
        .hasSize(3)
        .allMatch(line -> line.matches("order \\d is at \\d-OptionalLong\\[\\d\\]"));
  }

  @Test
  void recordsAreReadAgainFromATimeAndFromPositions() throws Exception {
    assertThat(get(examples.sendAtOnce(ORDERS.get(0)))).allMatch(Result.Ok.class::isInstance);
    get(examples.produce(ORDERS));

    List<ConsumerRecord<String, Order>> all = get(examples.replay(0));
    long revenue =
        get(
            examples.resume(
                Map.of(new TopicPartition("orders", 0), 0L, new TopicPartition("orders", 1), 0L)));

    assertThat(all).hasSize(4);
    assertThat(revenue).isEqualTo(500);
    assertThat(get(examples.replay(System.currentTimeMillis() + 60_000))).isEmpty();
  }

  @Test
  void thePageShowsTheExamplesAsTheyAre() throws IOException {
    assertThat(blocks(BLOCK, PAGE))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(blocks(EXAMPLE, EXAMPLES));
  }

  private static List<String> blocks(Pattern pattern, Path file) throws IOException {
    Matcher matcher = pattern.matcher(Files.readString(file));
    List<String> blocks = new ArrayList<>();
    while (matcher.find()) {
      blocks.add(matcher.group(1).lines().collect(Collectors.joining("\n")).stripIndent().strip());
    }
    return blocks;
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, SECONDS);
  }
}
