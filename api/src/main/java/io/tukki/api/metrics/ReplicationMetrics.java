package io.tukki.api.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tukki.actors.Metadata;
import io.tukki.actors.controller.ControllerSite;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.DamageCounts;
import io.tukki.core.log.Replication;
import io.tukki.core.log.ReplicationAlarms;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How the node's replicas fare. Looked up when it is scraped, in one pass over the replicas; no
 * series is about one partition, so that there are as few with ten thousand as with ten.
 */
public final class ReplicationMetrics implements MultiCollector {

  private final ReplicaId self;
  private final Metadata metadata;
  private final Replication replication;
  private final Supplier<ReplicationCounts> counts;

  private ReplicationMetrics(
      ReplicaId self,
      Metadata metadata,
      Replication replication,
      Supplier<ReplicationCounts> counts) {
    this.self = self;
    this.metadata = metadata;
    this.replication = replication;
    this.counts = counts;
  }

  /** Once for each registry. */
  public static void register(
      ReplicaId self,
      Metadata metadata,
      Replication replication,
      Supplier<ReplicationCounts> counts,
      PrometheusRegistry registry) {
    registry.register(new ReplicationMetrics(self, metadata, replication, counts));
  }

  @Override
  public MetricSnapshots collect() {
    MetricSnapshots.Builder to = MetricSnapshots.builder();
    addReplicas(ReplicaTally.of(self, replication.statuses()), to);
    addController(to);
    addCounts(counts.get(), to);
    addAlarms(replication.alarms(), to);
    addDamages(replication.damages(), to);
    return to.build();
  }

  private static void addReplicas(ReplicaTally tally, MetricSnapshots.Builder to) {
    gauge(to, "tukki_replicas", "Replicas of partitions in use on this node.", tally.held());
    gauge(
        to,
        "tukki_leaderless_replicas",
        "Replicas in use here whose partition has no leader that this node knows.",
        tally.leaderless());
    gauge(to, "tukki_leader_partitions", "Partitions that this node leads.", tally.led());
    gauge(
        to,
        "tukki_under_replicated_partitions",
        "Partitions led here of which some voter does not follow.",
        tally.underReplicated());
    gauge(
        to,
        "tukki_offline_partitions",
        "Partitions led here of which no majority of the voters follows.",
        tally.offline());
    gauge(
        to,
        "tukki_leaving_replicas",
        "Replicas removed from partitions led here that have not said yet that they know.",
        tally.leaving());
    gauge(
        to,
        "tukki_max_follower_lag_records",
        "Records that the follower furthest behind lacks of one partition led here.",
        tally.maxLag());
    followers(
        to,
        "tukki_follower_lag_records",
        "Records that the follower lacks of all partitions led here.",
        tally.followers());
  }

  private static void followers(
      MetricSnapshots.Builder to,
      String name,
      String help,
      Map<NodeId, ReplicaTally.Lag> followers) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    followers.forEach(
        (node, lag) ->
            gauge.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("follower", node.toString()))
                    .value((double) lag.records())
                    .build()));
    to.metricSnapshot(gauge.build());
  }

  /** Zero on all nodes but one, so that a sum over nodes is right. */
  private void addController(MetricSnapshots.Builder to) {
    boolean here = ControllerSite.isAt(self, replication);
    ClusterImage image = metadata.image();
    gauge(to, "tukki_active_controller", "1 on the node of the controller.", here ? 1 : 0);
    gauge(
        to,
        "tukki_moves_under_way",
        "Shards on the move and topics changing their replication factor, on the controller's"
            + " node.",
        here ? image.moves().size() + image.factorChanges().size() : 0);
  }

  private static void addCounts(ReplicationCounts counts, MetricSnapshots.Builder to) {
    counter(to, "tukki_elections", "Elections won by replicas on this node.", counts.elections());
    counter(
        to,
        "tukki_step_downs",
        "Times that a replica on this node stopped leading.",
        counts.stepDowns());
    counter(
        to,
        "tukki_retired_replicas",
        "Replicas on this node that were removed from their logs and deleted their files.",
        counts.retirements());
    traffic(to, "sent", counts.sent());
    traffic(to, "received", counts.received());
    ReplicationCounts.Losses losses = counts.losses();
    counter(
        to,
        "tukki_replication_dropped_messages",
        "Messages to other nodes dropped for want of room, address or connection.",
        losses.messages());
    counter(
        to,
        "tukki_replication_dropped_shipments",
        "Shipments of batches dropped likewise; they are sent again.",
        losses.shipments());
    counter(
        to, "tukki_replication_connects", "Connections made to other nodes.", losses.connects());
    counter(
        to,
        "tukki_replication_breaks",
        "Connections with other nodes that broke.",
        losses.breaks());
  }

  private static void addAlarms(ReplicationAlarms alarms, MetricSnapshots.Builder to) {
    to.metricSnapshot(
        CounterSnapshot.builder()
            .name("tukki_replica_alarms")
            .help("What befell replicas on this node that somebody should look at.")
            .dataPoint(alarm("disk-failed", alarms.disksFailed()))
            .dataPoint(alarm("damaged-log", alarms.logsDamaged()))
            .dataPoint(alarm("committed-may-be-lost", alarms.committedMayBeLost()))
            .dataPoint(alarm("forced-to-lead", alarms.forcedToLead()))
            .build());
  }

  private static void addDamages(DamageCounts damages, MetricSnapshots.Builder to) {
    counter(
        to,
        "tukki_scrubbed_bytes",
        "Bytes of closed segments read and checked in the background.",
        damages.scrubbedBytes());
    counter(to, "tukki_damages_found", "Times that a log was found damaged.", damages.found());
    counter(
        to,
        "tukki_damages_repaired",
        "Times that a damaged replica was whole again and trusted.",
        damages.repaired());
  }

  private static CounterDataPointSnapshot alarm(String trouble, long times) {
    return CounterDataPointSnapshot.builder()
        .labels(Labels.of("trouble", trouble))
        .value((double) times)
        .build();
  }

  private static void traffic(
      MetricSnapshots.Builder to, String way, ReplicationCounts.Traffic traffic) {
    counter(
        to,
        "tukki_replication_%s_bytes".formatted(way),
        "Bytes of frames %s, for replication.".formatted(way),
        traffic.bytes());
    counter(
        to,
        "tukki_replication_%s_frames".formatted(way),
        "Messages, shipments and their parts %s, for replication.".formatted(way),
        traffic.frames());
  }

  private static void gauge(MetricSnapshots.Builder to, String name, String help, long value) {
    to.metricSnapshot(
        GaugeSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
            .build());
  }

  private static void counter(MetricSnapshots.Builder to, String name, String help, long value) {
    to.metricSnapshot(
        CounterSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
            .build());
  }
}
