package io.tukki.api.http.node;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tukki.api.http.route.Answers;
import io.tukki.api.http.route.Content;
import io.tukki.api.http.route.Endpoint;
import io.tukki.api.http.route.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/** {@code /metrics}, in Prometheus's text format. */
public final class MetricsResource {

  private static final String MEDIA_TYPE = "text/plain";
  private static final ContentType TEXT = MediaTypes.TEXT_PLAIN.toContentType(HttpCharsets.UTF_8);

  private final PrometheusRegistry registry;
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final Executor executor;

  /**
   * @param executor where it is written, since there may be thousands of topics
   */
  public MetricsResource(PrometheusRegistry registry, Executor executor) {
    this.registry = registry;
    this.executor = executor;
  }

  public Endpoint scraping() {
    return Operation.get(
            "/metrics", "metrics", "What the node counts, in Prometheus's text format.")
        .answers(200, "The metrics.", Content.raw(MEDIA_TYPE))
        .handledBy(
            call ->
                CompletableFuture.supplyAsync(() -> Answers.bytes(200, TEXT, scrape()), executor));
  }

  private byte[] scrape() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.write(bytes, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
