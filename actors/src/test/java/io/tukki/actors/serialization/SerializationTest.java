package io.tukki.actors.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tukki.actors.controller.ControllerCommand;
import io.tukki.actors.controller.ImageUpdate;
import io.tukki.actors.controller.NodeAnswer;
import io.tukki.actors.controller.TopicAnswer;
import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.cluster.ClusterSnapshot;
import io.tukki.core.cluster.TopicConfig;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.cluster.TopicName;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is stored or sent, through the serializer that the configuration chooses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SerializationTest {

  private static final String GOLDEN = "/golden/stored.json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper CBOR = new CBORMapper();

  private final ActorTestKit testKit = ActorTestKit.create(ConfigFactory.defaultReference());
  private final Serialization serialization = SerializationExtension.get(testKit.system());
  private final Samples samples = new Samples(testKit.createTestProbe().ref());

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  @ParameterizedTest
  @MethodSource("types")
  void whatIsWrittenIsReadAgain(Class<?> type) {
    Object value = samples.of(type);

    assertThat(roundTrip(value)).isEqualTo(value);
    assertThat(serialization.findSerializerFor(value).identifier()).isEqualTo(18451);
  }

  static Stream<Class<?>> types() {
    return Stream.of(
            ClusterEvent.class,
            ClusterSnapshot.class,
            ControllerCommand.class,
            ImageUpdate.class,
            TopicAnswer.class,
            NodeAnswer.class,
            greeting())
        .flatMap(Samples::casesOf);
  }

  /** What members say to each other is nobody else's business, and so cannot be named here. */
  private static Class<?> greeting() {
    try {
      return Class.forName("io.tukki.actors.membership.Greeting");
    } catch (ClassNotFoundException e) {
      throw new LinkageError("greetings have moved", e);
    }
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void everyRefusalReachesTheAskingNode(Class<?> type) {
    TopicAnswer answer = new TopicAnswer(Result.<TopicImage>refused((Refusal) samples.of(type)), 9);

    assertThat(roundTrip(answer)).isEqualTo(answer);
  }

  static Stream<Class<?>> refusals() {
    return Samples.casesOf(Refusal.class);
  }

  /**
   * The stored form, manifest and all, as it stood when it was first written. What fails here
   * cannot read the logs of those who have updated: give {@link StoredForm} a new version and a
   * migration, and only then add to the file, never change it.
   */
  @ParameterizedTest
  @MethodSource("stored")
  void theStoredFormStaysWhatItIs(Class<?> type) throws IOException {
    Object value = samples.of(type);
    JsonNode golden = golden().get(type.getSimpleName());

    assertThat(formOf(value)).as("%s in %s", type.getSimpleName(), GOLDEN).isEqualTo(golden);
    Serializer serializer = serialization.findSerializerFor(value);
    assertThat(
            serialization
                .deserialize(
                    CBOR.writeValueAsBytes(golden.get("value")),
                    serializer.identifier(),
                    golden.get("manifest").textValue())
                .get())
        .isEqualTo(value);
  }

  static List<Class<?>> stored() {
    return Stream.concat(
            Samples.casesOf(ClusterEvent.class), Stream.<Class<?>>of(ClusterSnapshot.class))
        .sorted(Comparator.comparing(Class::getSimpleName))
        .toList();
  }

  @Test
  void whatANewerNodeAddsIsIgnored() throws IOException {
    ClusterEvent.ShardPlaced value =
        (ClusterEvent.ShardPlaced) samples.of(ClusterEvent.ShardPlaced.class);
    ObjectNode tree = (ObjectNode) CBOR.readTree(bytesOf(value));
    ((ObjectNode) tree.get("ShardPlaced")).put("fromTheFuture", Map.of().toString());

    assertThat(read(value, CBOR.writeValueAsBytes(tree))).isEqualTo(value);
  }

  @Test
  void aCaseThatIsNotPermittedIsNotRead() throws IOException {
    ClusterSnapshot value = (ClusterSnapshot) samples.of(ClusterSnapshot.class);
    String text = JSON.writeValueAsString(CBOR.readTree(bytesOf(value)));
    byte[] forged =
        CBOR.writeValueAsBytes(JSON.readTree(text.replace("ClusterFormed", "java.lang.Thread")));

    assertThatThrownBy(() -> read(value, forged)).hasMessageContaining("java.lang.Thread");
  }

  @Test
  void theLargestTopicFitsIntoAFrame() {
    int largest =
        testKit.system().settings().config().getInt("tukki.controller.max-partitions-per-request");
    long frameBytes =
        testKit
            .system()
            .settings()
            .config()
            .getBytes("pekko.remote.artery.advanced.maximum-frame-size");
    List<ShardId> shards =
        IntStream.range(0, largest).mapToObj(partition -> new ShardId(3, partition % 60)).toList();
    TopicImage topic =
        new TopicImage(
            "n".repeat(TopicName.MAX_LENGTH),
            new TopicId(new UUID(1, 2)),
            3,
            shards,
            TopicConfig.DEFAULT);

    assertThat(bytesOf(new TopicAnswer(Result.ok(topic), 1)).length)
        .isLessThan((int) frameBytes / 2);
  }

  @Test
  void everythingStoredHasAVersion() {
    Config migrations =
        testKit
            .system()
            .settings()
            .config()
            .getConfig("pekko.serialization.jackson.tukki-cbor.migrations");

    assertThat(migrations.root().keySet())
        .containsExactlyInAnyOrderElementsOf(stored().stream().map(Class::getName).toList());
  }

  private JsonNode formOf(Object value) throws IOException {
    ObjectNode form = JSON.createObjectNode();
    form.put("manifest", Serializers.manifestFor(serialization.findSerializerFor(value), value));
    // By way of text, since a number that was read from CBOR has a type that text does not.
    form.set("value", JSON.readTree(JSON.writeValueAsBytes(CBOR.readTree(bytesOf(value)))));
    return form;
  }

  private byte[] bytesOf(Object value) {
    return serialization.serialize(value).get();
  }

  private Object roundTrip(Object value) {
    return read(value, bytesOf(value));
  }

  private Object read(Object alike, byte[] bytes) {
    Serializer serializer = serialization.findSerializerFor(alike);
    return serialization
        .deserialize(bytes, serializer.identifier(), Serializers.manifestFor(serializer, alike))
        .get();
  }

  private static JsonNode golden() {
    try (InputStream file =
        Objects.requireNonNull(SerializationTest.class.getResourceAsStream(GOLDEN))) {
      return JSON.readTree(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
