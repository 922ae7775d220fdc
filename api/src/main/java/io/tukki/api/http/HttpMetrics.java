package io.tukki.api.http;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.route.Bodies;
import io.tukki.api.http.route.Operation;
import io.tukki.api.http.route.Router;
import java.util.Optional;

/**
 * What the door itself counts: requests by operation and status, problems by code, how long it
 * took.
 */
final class HttpMetrics implements Router.Observer {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Counter requests;
  private final Counter problems;
  private final Histogram seconds;

  HttpMetrics(PrometheusRegistry registry, Bodies bodies) {
    this.requests =
        Counter.builder()
            .name("tukki_http_requests")
            .help("Requests answered.")
            .labelNames("operation", "status")
            .register(registry);
    this.problems =
        Counter.builder()
            .name("tukki_http_problems")
            .help("Requests answered with a problem, by its code.")
            .labelNames("code")
            .register(registry);
    this.seconds =
        Histogram.builder()
            .name("tukki_http_request_seconds")
            .help(
                "From a request's head to the head of its answer; waits that were asked for count.")
            .labelNames("operation")
            .classicUpperBounds(0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30)
            .classicOnly()
            .register(registry);
    GaugeWithCallback.builder()
        .name("tukki_http_bodies_in_flight_bytes")
        .help("Memory that bodies of requests under way hold.")
        .callback(gauge -> gauge.call((double) bodies.inFlightBytes()))
        .register(registry);
  }

  @Override
  public void answered(
      Optional<Operation> operation, int status, Optional<ProblemCode> problem, long nanos) {
    // Not the path: clients choose it, and could make up as many as they like.
    String name = operation.map(Operation::id).orElse("none");
    requests.labelValues(name, Integer.toString(status)).inc();
    seconds.labelValues(name).observe(nanos / NANOS_PER_SECOND);
    problem.ifPresent(code -> problems.labelValues(code.label()).inc());
  }
}
