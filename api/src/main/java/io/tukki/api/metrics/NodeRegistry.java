package io.tukki.api.metrics;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The registry that one node's metrics go to. */
public final class NodeRegistry {

  private NodeRegistry() {}

  /** A new one that has the JVM's metrics: memory, collections, threads, processor time, files. */
  public static PrometheusRegistry create() {
    PrometheusRegistry registry = new PrometheusRegistry();
    JvmMetrics.builder().register(registry);
    return registry;
  }
}
