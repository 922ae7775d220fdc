package io.tukki.api.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tukki.actors.Topics;
import io.tukki.api.http.fake.MemoryBroker;
import io.tukki.api.metrics.ReplicationCounts.Losses;
import io.tukki.api.metrics.ReplicationCounts.Traffic;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import io.tukki.core.log.DamageCounts;
import io.tukki.core.log.ForcedLead;
import io.tukki.core.log.ReplicaStatus;
import io.tukki.core.log.ReplicaStatus.Follower;
import io.tukki.core.log.Replication;
import io.tukki.core.log.ReplicationAlarms;
import io.tukki.core.result.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class ReplicationMetricsTest {

  private static final ReplicaId SELF = replica(1);
  private static final ReplicaId TWO = replica(2);
  private static final ReplicaId THREE = replica(3);
  private static final List<ReplicaId> ALL = List.of(SELF, TWO, THREE);
  private static final long END = 100;

  private final Replicas replicas = new Replicas();
  private final MemoryBroker broker = MemoryBroker.formed();
  private final PrometheusRegistry registry = new PrometheusRegistry();

  ReplicationMetricsTest() {
    ReplicationMetrics.register(SELF, broker, replicas, ReplicationMetricsTest::counts, registry);
  }

  @Test
  void partitionsLedHereAreHeldAgainstTheirVoters() {
    replicas.led(ALL, follower(TWO, 100, true), follower(THREE, 100, true));
    replicas.led(ALL, follower(TWO, 100, true), follower(THREE, 90, false));
    replicas.led(ALL, follower(TWO, 70, false), follower(THREE, 60, false));
    replicas.followed(TWO);
    replicas.leaderless();

    assertThat(metric("tukki_replicas")).isEqualTo(5);
    assertThat(metric("tukki_leader_partitions")).isEqualTo(3);
    assertThat(metric("tukki_under_replicated_partitions")).isEqualTo(2);
    assertThat(metric("tukki_offline_partitions")).isEqualTo(1);
    assertThat(metric("tukki_leaderless_replicas")).isEqualTo(1);
  }

  @Test
  void halfOfAnEvenNumberIsNoMajority() {
    replicas.led(List.of(SELF, TWO), follower(TWO, 100, false));

    assertThat(metric("tukki_offline_partitions")).isEqualTo(1);
  }

  @Test
  void aLearnerCountsForItsLagAlone() {
    replicas.led(List.of(SELF, TWO), follower(TWO, 100, true), follower(THREE, 0, false));

    assertThat(metric("tukki_under_replicated_partitions")).isZero();
    assertThat(metric("tukki_offline_partitions")).isZero();
    assertThat(metric("tukki_follower_lag_records{follower=\"3\"}")).isEqualTo(100);
  }

  @Test
  void lagIsAddedUpByNode() {
    replicas.led(ALL, follower(TWO, 98, true), follower(THREE, 100, true));
    replicas.led(ALL, follower(TWO, 60, true), follower(THREE, 95, true));

    assertThat(metric("tukki_follower_lag_records{follower=\"2\"}")).isEqualTo(42);
    assertThat(metric("tukki_follower_lag_records{follower=\"3\"}")).isEqualTo(5);
    assertThat(metric("tukki_max_follower_lag_records")).isEqualTo(40);
  }

  @Test
  void logsThatAreNoPartitionsAreNotCounted() {
    replicas.add("controller", Optional.of(SELF), ALL, List.of(follower(TWO, 0, false)));

    assertThat(metric("tukki_replicas")).isZero();
    assertThat(metric("tukki_under_replicated_partitions")).isZero();
    assertThat(metric("tukki_max_follower_lag_records")).isZero();
  }

  @Test
  void movesAreCountedWhereTheControllerIs() {
    var created =
        broker.create(
            new Topics.Create("t", OptionalInt.of(6), OptionalInt.empty(), Map.of(), false));
    assertThat(created).isCompleted();
    broker.join(2);
    assertThat(broker.move(new ShardId(1, 0), List.of(new NodeId(2)), false)).isCompleted();
    assertThat(broker.image().moves()).hasSize(1);

    replicas.add("controller", Optional.of(TWO), ALL, List.of());
    assertThat(metric("tukki_active_controller")).isZero();
    assertThat(metric("tukki_moves_under_way")).isZero();

    replicas.statuses.clear();
    replicas.add("controller", Optional.of(SELF), ALL, List.of());
    assertThat(metric("tukki_active_controller")).isEqualTo(1);
    assertThat(metric("tukki_moves_under_way")).isEqualTo(1);
  }

  @Test
  void replicasThatWereRemovedAndDoNotKnowItAreCountedWhereTheyAreLed() {
    replicas.leftBy(THREE);
    replicas.led(ALL);

    assertThat(metric("tukki_leaving_replicas")).isEqualTo(1);
  }

  @Test
  void eachCountIsUnderItsOwnName() {
    assertThat(metric("tukki_elections_total")).isEqualTo(1);
    assertThat(metric("tukki_step_downs_total")).isEqualTo(2);
    assertThat(metric("tukki_retired_replicas_total")).isEqualTo(15);
    assertThat(metric("tukki_replication_sent_bytes_total")).isEqualTo(3);
    assertThat(metric("tukki_replication_sent_frames_total")).isEqualTo(4);
    assertThat(metric("tukki_replication_received_bytes_total")).isEqualTo(5);
    assertThat(metric("tukki_replication_received_frames_total")).isEqualTo(6);
    assertThat(metric("tukki_replication_dropped_messages_total")).isEqualTo(7);
    assertThat(metric("tukki_replication_dropped_shipments_total")).isEqualTo(8);
    assertThat(metric("tukki_replication_connects_total")).isEqualTo(9);
    assertThat(metric("tukki_replication_breaks_total")).isEqualTo(10);
    assertThat(metric("tukki_replica_alarms_total{trouble=\"disk-failed\"}")).isEqualTo(11);
    assertThat(metric("tukki_replica_alarms_total{trouble=\"damaged-log\"}")).isEqualTo(12);
    assertThat(metric("tukki_replica_alarms_total{trouble=\"committed-may-be-lost\"}"))
        .isEqualTo(13);
    assertThat(metric("tukki_replica_alarms_total{trouble=\"forced-to-lead\"}")).isEqualTo(14);
    assertThat(metric("tukki_scrubbed_bytes_total")).isEqualTo(15);
    assertThat(metric("tukki_damages_found_total")).isEqualTo(16);
    assertThat(metric("tukki_damages_repaired_total")).isEqualTo(17);
  }

  @Test
  void aThousandPartitionsMakeNoMoreSeriesThanOne() {
    replicas.led(ALL, follower(TWO, 1, true), follower(THREE, 2, false));
    long ofOne = scrape().lines().count();
    for (int i = 0; i < 999; i++) {
      replicas.led(ALL, follower(TWO, 1, true), follower(THREE, 2, false));
    }

    assertThat(scrape().lines().count()).isEqualTo(ofOne);
  }

  private static ReplicationCounts counts() {
    return new ReplicationCounts(
        1, 2, 15, new Traffic(3, 4), new Traffic(5, 6), new Losses(7, 8, 9, 10));
  }

  private static ReplicaId replica(int node) {
    return new ReplicaId(new NodeId(node), new DirectoryId(new UUID(0, node)));
  }

  private static Follower follower(ReplicaId replica, long match, boolean inSync) {
    return new Follower(replica, match, inSync);
  }

  /** Fails where the scrape has no such line. */
  private double metric(String nameAndLabels) {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(nameAndLabels + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + nameAndLabels));
  }

  private String scrape() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(bytes, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** What a node's replicas say of themselves. */
  private static final class Replicas implements Replication {

    private final List<ReplicaStatus> statuses = new ArrayList<>();

    void led(List<ReplicaId> voters, Follower... followers) {
      add(partition(), Optional.of(SELF), voters, List.of(followers));
    }

    void leftBy(ReplicaId leaver) {
      add(partition(), Optional.of(SELF), List.of(SELF, TWO), List.of(), List.of(leaver));
    }

    void followed(ReplicaId leader) {
      add(partition(), Optional.of(leader), ALL, List.of());
    }

    void leaderless() {
      add(partition(), Optional.empty(), ALL, List.of());
    }

    void add(
        String log, Optional<ReplicaId> leader, List<ReplicaId> voters, List<Follower> followers) {
      add(log, leader, voters, followers, List.of());
    }

    private void add(
        String log,
        Optional<ReplicaId> leader,
        List<ReplicaId> voters,
        List<Follower> followers,
        List<ReplicaId> leaving) {
      statuses.add(
          new ReplicaStatus(
              log,
              leader,
              new LeaderEpoch(1),
              new ReplicaStatus.Bounds(0, END, END),
              voters,
              List.of(),
              followers,
              leaving,
              false));
    }

    private static String partition() {
      return new PartitionId(new TopicId(UUID.randomUUID()), 0).persistenceId();
    }

    @Override
    public Optional<ReplicaStatus> status(String persistenceId) {
      return statuses.stream().filter(s -> s.persistenceId().equals(persistenceId)).findFirst();
    }

    @Override
    public Collection<ReplicaStatus> statuses() {
      return List.copyOf(statuses);
    }

    @Override
    public DamageCounts damages() {
      return new DamageCounts(15, 16, 17);
    }

    @Override
    public ReplicationAlarms alarms() {
      return new ReplicationAlarms(11, 12, 13, 14);
    }

    @Override
    public CompletionStage<Result<List<ReplicaId>>> changeReplicas(
        String persistenceId, List<ReplicaId> voters) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Result<ForcedLead>> forceLead(String persistenceId) {
      throw new UnsupportedOperationException();
    }
  }
}
