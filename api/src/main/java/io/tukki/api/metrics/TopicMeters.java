package io.tukki.api.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tukki.actors.Metadata;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.TopicId;
import io.tukki.core.result.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The counters, one set for each topic that something was done to here. A topic that is gone takes
 * its counters with it, so that there are never more of them than topics.
 */
final class TopicMeters {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final String UNKNOWN = "(unknown)";

  private final Metadata metadata;
  private final Map<TopicId, Meters> byTopic = new ConcurrentHashMap<>();
  private final Counter appends;
  private final Counter appendedRecords;
  private final Counter appendedBytes;
  private final Counter fetches;
  private final Counter fetchedBytes;
  private final Counter refusals;
  private final DistributionDataPoint appendSeconds;

  private TopicMeters(PrometheusRegistry registry, Metadata metadata) {
    this.metadata = metadata;
    this.appends = byTopic(registry, "tukki_topic_append_batches", "Record batches stored.");
    this.appendedRecords = byTopic(registry, "tukki_topic_append_records", "Records stored.");
    this.appendedBytes =
        byTopic(registry, "tukki_topic_append_bytes", "Bytes stored, as they lie on the disk.");
    this.fetches = byTopic(registry, "tukki_topic_fetches", "Reads answered.");
    this.fetchedBytes =
        byTopic(registry, "tukki_topic_fetch_bytes", "Bytes read, as they lie on the disk.");
    this.refusals =
        Counter.builder()
            .name("tukki_refusals")
            .help("Appends and fetches that were refused, by the reason; 'Failure' is a fault.")
            .labelNames("operation", "reason")
            .register(registry);
    this.appendSeconds =
        Histogram.builder()
            .name("tukki_append_seconds")
            .help("From a batch's arrival at the broker to its acknowledgement.")
            .classicUpperBounds(0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5)
            .classicOnly()
            .register(registry);
  }

  static TopicMeters in(PrometheusRegistry registry, Metadata metadata) {
    TopicMeters meters = new TopicMeters(registry, metadata);
    // Lives as long as the metadata itself.
    Metadata.Subscription unused = metadata.subscribe(meters::forgetDeleted);
    return meters;
  }

  private static Counter byTopic(PrometheusRegistry registry, String name, String help) {
    return Counter.builder().name(name).help(help).labelNames("topic").register(registry);
  }

  Meters of(TopicId topic) {
    Meters known = byTopic.get(topic);
    return known == null ? byTopic.computeIfAbsent(topic, this::meters) : known;
  }

  private Meters meters(TopicId topic) {
    Optional<String> name = metadata.image().topic(topic).map(TopicImage::name);
    return new Meters(name.orElse(UNKNOWN));
  }

  void appendTook(long nanos) {
    appendSeconds.observe(nanos / NANOS_PER_SECOND);
  }

  void refused(String operation, Refusal refusal) {
    refusals.labelValues(operation, refusal.getClass().getSimpleName()).inc();
  }

  void failed(String operation) {
    refusals.labelValues(operation, "Failure").inc();
  }

  private void forgetDeleted(ClusterImage image) {
    byTopic
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = image.topic(entry.getKey()).isEmpty();
              if (gone) {
                entry.getValue().forget(image);
              }
              return gone;
            });
  }

  /** One topic's counters, looked up once. */
  final class Meters {

    private final String topic;
    private final CounterDataPoint batches;
    private final CounterDataPoint records;
    private final CounterDataPoint bytes;
    private final CounterDataPoint reads;
    private final CounterDataPoint readBytes;

    private Meters(String topic) {
      this.topic = topic;
      this.batches = appends.labelValues(topic);
      this.records = appendedRecords.labelValues(topic);
      this.bytes = appendedBytes.labelValues(topic);
      this.reads = fetches.labelValues(topic);
      this.readBytes = fetchedBytes.labelValues(topic);
    }

    void appended(int recordCount, int sizeBytes) {
      batches.inc();
      records.inc(recordCount);
      bytes.inc(sizeBytes);
    }

    void fetched(int sizeBytes) {
      reads.inc();
      readBytes.inc(sizeBytes);
    }

    /** Unless another topic has the name by now. */
    private void forget(ClusterImage image) {
      if (image.topic(topic).isEmpty()) {
        for (Counter counter :
            new Counter[] {appends, appendedRecords, appendedBytes, fetches, fetchedBytes}) {
          counter.remove(topic);
        }
      }
    }
  }
}
