package io.tukki.streams.consumer;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.tukki.actors.Broker;
import io.tukki.streams.Backoff;
import io.tukki.streams.ConfiguredChoice;
import io.tukki.streams.serialization.Deserializer;
import java.time.Duration;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/**
 * Where and how a consumer reads. Immutable: each {@code with...} answers a changed copy. The
 * values and their trade-offs are explained in {@code tukki.consumer} of the reference
 * configuration.
 */
public final class ConsumerSettings<K, V> {

  /** The configuration section that settings are read from. */
  public static final String CONFIG_PATH = "tukki.consumer";

  private final Endpoint<K, V> endpoint;
  private final Fetching fetching;
  private final Following following;

  /** From whom, and by which bytes. */
  private record Endpoint<K, V>(Broker broker, Deserializer<K> keys, Deserializer<V> values) {}

  private ConsumerSettings(Endpoint<K, V> endpoint, Fetching fetching, Following following) {
    this.endpoint = endpoint;
    this.fetching = fetching;
    this.following = following;
  }

  /** Settings from {@value #CONFIG_PATH} of the actor system's configuration. */
  public static <K, V> ConsumerSettings<K, V> create(
      ClassicActorSystemProvider system,
      Broker broker,
      Deserializer<K> keyDeserializer,
      Deserializer<V> valueDeserializer) {
    Config config = system.classicSystem().settings().config().getConfig(CONFIG_PATH);
    return create(config, broker, keyDeserializer, valueDeserializer);
  }

  /**
   * @param config a section with all the settings of {@value #CONFIG_PATH}
   * @throws ConfigException if one is missing or makes no sense
   */
  public static <K, V> ConsumerSettings<K, V> create(
      Config config,
      Broker broker,
      Deserializer<K> keyDeserializer,
      Deserializer<V> valueDeserializer) {
    return new ConsumerSettings<>(
        new Endpoint<>(broker, keyDeserializer, valueDeserializer),
        new Fetching(
            Math.toIntExact(config.getBytes("fetch-size")),
            config.getBytes("buffer-size"),
            Math.toIntExact(config.getBytes("fetch-min-size")),
            config.getDuration("fetch-max-wait")),
        new Following(
            ConfiguredChoice.of(OffsetReset.class, config, "offset-out-of-range"),
            config.getBoolean("follow-new-partitions"),
            config.getBoolean("stop-at-end"),
            new Backoff(
                config.getDuration("retry-backoff"), config.getDuration("retry-backoff-max"))));
  }

  public Broker broker() {
    return endpoint.broker();
  }

  public Deserializer<K> keyDeserializer() {
    return endpoint.keys();
  }

  public Deserializer<V> valueDeserializer() {
    return endpoint.values();
  }

  public Fetching fetching() {
    return fetching;
  }

  public Following following() {
    return following;
  }

  public ConsumerSettings<K, V> withFetchSize(int bytes) {
    return with(fetching.withFetchBytes(bytes));
  }

  public ConsumerSettings<K, V> withBufferSize(long bytes) {
    return with(fetching.withBufferBytes(bytes));
  }

  public ConsumerSettings<K, V> withFetchMinSize(int bytes) {
    return with(fetching.withMinBytes(bytes));
  }

  public ConsumerSettings<K, V> withFetchMaxWait(Duration wait) {
    return with(fetching.withMaxWait(wait));
  }

  public ConsumerSettings<K, V> withOffsetOutOfRange(OffsetReset reset) {
    return with(following.withOffsetReset(reset));
  }

  public ConsumerSettings<K, V> withFollowNewPartitions(boolean follow) {
    return with(following.withNewPartitions(follow));
  }

  /** With true, the source completes once it has emitted all that was there when it started. */
  public ConsumerSettings<K, V> withStopAtEnd(boolean stop) {
    return with(following.withStopAtEnd(stop));
  }

  public ConsumerSettings<K, V> withRetryBackoff(Duration min, Duration max) {
    return with(following.withBackoff(new Backoff(min, max)));
  }

  private ConsumerSettings<K, V> with(Fetching newFetching) {
    return new ConsumerSettings<>(endpoint, newFetching, following);
  }

  private ConsumerSettings<K, V> with(Following newFollowing) {
    return new ConsumerSettings<>(endpoint, fetching, newFollowing);
  }
}
