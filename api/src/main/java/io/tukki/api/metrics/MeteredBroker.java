package io.tukki.api.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tukki.actors.Broker;
import io.tukki.actors.Metadata;
import io.tukki.actors.Partitions;
import io.tukki.actors.Shards;
import io.tukki.actors.Topics;

/** A broker that counts what passes through it. Every door is to be given the same one. */
public final class MeteredBroker implements Broker {

  private final Broker broker;
  private final Partitions partitions;

  private MeteredBroker(Broker broker, Partitions partitions) {
    this.broker = broker;
    this.partitions = partitions;
  }

  /** Registers its metrics; once for each registry. */
  public static MeteredBroker over(Broker broker, PrometheusRegistry registry) {
    TopicMeters meters = TopicMeters.in(registry, broker.metadata());
    gauges(broker.metadata(), registry);
    return new MeteredBroker(broker, new MeteredPartitions(broker.partitions(), meters));
  }

  private static void gauges(Metadata metadata, PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("tukki_metadata_version")
        .help("The version of the cluster's metadata that this node has.")
        .callback(gauge -> gauge.call((double) metadata.image().version()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tukki_cluster_topics")
        .help("Topics in the cluster.")
        .callback(gauge -> gauge.call(metadata.image().topicCount()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tukki_cluster_partitions")
        .help("Partitions of all topics in the cluster.")
        .callback(gauge -> gauge.call(metadata.image().partitionCount()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tukki_cluster_nodes")
        .help("Nodes that have registered with the cluster.")
        .callback(gauge -> gauge.call(metadata.image().nodes().size()))
        .register(registry);
  }

  @Override
  public Metadata metadata() {
    return broker.metadata();
  }

  @Override
  public Topics topics() {
    return broker.topics();
  }

  @Override
  public Partitions partitions() {
    return partitions;
  }

  @Override
  public Shards shards() {
    return broker.shards();
  }
}
