package io.tukki.streams.producer;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.tukki.actors.Broker;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.KeylessPolicy;
import io.tukki.core.record.Compression;
import io.tukki.streams.Backoff;
import io.tukki.streams.ConfiguredChoice;
import io.tukki.streams.serialization.Serializer;
import java.security.SecureRandom;
import java.time.Duration;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/**
 * Where and how a producer writes. Immutable: each {@code with...} answers a changed copy. The
 * values and their trade-offs are explained in {@code tukki.producer} of the reference
 * configuration.
 */
public final class ProducerSettings<K, V> {

  /** The configuration section that settings are read from. */
  public static final String CONFIG_PATH = "tukki.producer";

  private static final ProducerIds RANDOM_IDS = ProducerIds.random(new SecureRandom());

  private final Endpoint<K, V> endpoint;
  private final Batching batching;
  private final Delivery delivery;
  private final long bufferBytes;

  /** To whom, and by which bytes. */
  private record Endpoint<K, V>(
      Broker broker, ProducerIds ids, Serializer<K> keys, Serializer<V> values) {}

  private ProducerSettings(
      Endpoint<K, V> endpoint, Batching batching, Delivery delivery, long bufferBytes) {
    if (bufferBytes < 1) {
      throw new IllegalArgumentException("a buffer of " + bufferBytes + " bytes holds nothing");
    }
    this.endpoint = endpoint;
    this.batching = batching;
    this.delivery = delivery;
    this.bufferBytes = bufferBytes;
  }

  /** Settings from {@value #CONFIG_PATH} of the actor system's configuration. */
  public static <K, V> ProducerSettings<K, V> create(
      ClassicActorSystemProvider system,
      Broker broker,
      Serializer<K> keySerializer,
      Serializer<V> valueSerializer) {
    Config config = system.classicSystem().settings().config().getConfig(CONFIG_PATH);
    return create(config, broker, keySerializer, valueSerializer);
  }

  /**
   * @param config a section with all the settings of {@value #CONFIG_PATH}
   * @throws ConfigException if one is missing or makes no sense
   */
  public static <K, V> ProducerSettings<K, V> create(
      Config config, Broker broker, Serializer<K> keySerializer, Serializer<V> valueSerializer) {
    return new ProducerSettings<>(
        new Endpoint<>(broker, RANDOM_IDS, keySerializer, valueSerializer),
        batching(config),
        delivery(config),
        config.getBytes("buffer-size"));
  }

  private static Batching batching(Config config) {
    return new Batching(
        Math.toIntExact(config.getBytes("batch-size")),
        config.getDuration("linger"),
        ConfiguredChoice.of(Compression.class, config, "compression"),
        ConfiguredChoice.of(KeylessPolicy.class, config, "keyless-records"));
  }

  private static Delivery delivery(Config config) {
    return new Delivery(
        ConfiguredChoice.of(Acks.class, config, "acks"),
        config.getBoolean("idempotence"),
        config.getInt("max-in-flight"),
        new Delivery.Timeouts(
            config.getDuration("delivery-timeout"), config.getDuration("append-timeout")),
        new Backoff(config.getDuration("retry-backoff"), config.getDuration("retry-backoff-max")));
  }

  public Broker broker() {
    return endpoint.broker();
  }

  public ProducerIds producerIds() {
    return endpoint.ids();
  }

  public Serializer<K> keySerializer() {
    return endpoint.keys();
  }

  public Serializer<V> valueSerializer() {
    return endpoint.values();
  }

  public Batching batching() {
    return batching;
  }

  public Delivery delivery() {
    return delivery;
  }

  public long bufferBytes() {
    return bufferBytes;
  }

  public ProducerSettings<K, V> withAcks(Acks acks) {
    return with(delivery.withAcks(acks));
  }

  public ProducerSettings<K, V> withIdempotence(boolean on) {
    return with(delivery.withIdempotence(on));
  }

  /**
   * @param batches 1 to {@link Delivery#MOST_IN_FLIGHT}
   */
  public ProducerSettings<K, V> withMaxInFlight(int batches) {
    return with(delivery.withMaxInFlight(batches));
  }

  public ProducerSettings<K, V> withDeliveryTimeout(Duration timeout) {
    return with(
        delivery.withTimeouts(new Delivery.Timeouts(timeout, delivery.timeouts().append())));
  }

  public ProducerSettings<K, V> withAppendTimeout(Duration timeout) {
    return with(
        delivery.withTimeouts(new Delivery.Timeouts(delivery.timeouts().delivery(), timeout)));
  }

  public ProducerSettings<K, V> withRetryBackoff(Duration min, Duration max) {
    return with(delivery.withBackoff(new Backoff(min, max)));
  }

  public ProducerSettings<K, V> withBatchSize(int bytes) {
    return with(batching.withBatchBytes(bytes));
  }

  public ProducerSettings<K, V> withLinger(Duration linger) {
    return with(batching.withLinger(linger));
  }

  public ProducerSettings<K, V> withCompression(Compression compression) {
    return with(batching.withCompression(compression));
  }

  public ProducerSettings<K, V> withKeylessRecords(KeylessPolicy policy) {
    return with(batching.withKeylessRecords(policy));
  }

  public ProducerSettings<K, V> withBufferSize(long bytes) {
    return new ProducerSettings<>(endpoint, batching, delivery, bytes);
  }

  /** Identities from a cluster-wide allocator, say, instead of at random. */
  public ProducerSettings<K, V> withProducerIds(ProducerIds ids) {
    return new ProducerSettings<>(
        new Endpoint<>(endpoint.broker(), ids, endpoint.keys(), endpoint.values()),
        batching,
        delivery,
        bufferBytes);
  }

  private ProducerSettings<K, V> with(Batching newBatching) {
    return new ProducerSettings<>(endpoint, newBatching, delivery, bufferBytes);
  }

  private ProducerSettings<K, V> with(Delivery newDelivery) {
    return new ProducerSettings<>(endpoint, batching, newDelivery, bufferBytes);
  }
}
