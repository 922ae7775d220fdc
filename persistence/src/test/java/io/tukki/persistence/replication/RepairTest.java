package io.tukki.persistence.replication;

import static io.tukki.persistence.replication.StoreFixture.append;
import static io.tukki.persistence.replication.StoreFixture.await;
import static io.tukki.persistence.replication.StoreFixture.readAll;
import static io.tukki.persistence.replication.TestBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogConfig;
import io.tukki.core.log.LogOfflineException;
import io.tukki.core.log.LogSlice;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replicas whose files decay: found at the opening, by a reader, by the scrub; and repaired. */
class RepairTest {

  private static final String ID = "entity|1";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int BATCHES = 40;

  /** Four batches or so to a segment, and who looks for one walks over those before it. */
  private static final LogConfig SMALL_SEGMENTS =
      new LogConfig(600, 1_000_000_000, OptionalLong.empty(), OptionalLong.empty(), 10_000);

  private static final StoreSettings UNSCRUBBED = TestCluster.SETTINGS.withCare(care(0));
  private static final StoreSettings SCRUBBED = TestCluster.SETTINGS.withCare(care(100 << 20));

  @TempDir Path directory;

  private TestCluster cluster;

  private static StoreSettings.Care care(long bytesPerSecond) {
    return new StoreSettings.Care(
        bytesPerSecond, Duration.ofMillis(200), Duration.ofMillis(10), 1 << 20);
  }

  private void start(int replicas, StoreSettings settings) throws Exception {
    cluster = new TestCluster(directory, 3, replicas, settings);
    for (int node = 1; node <= 3; node++) {
      log(node).configure(SMALL_SEGMENTS);
    }
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private ReplicatedLog log(int node) {
    return cluster.store(node).log(ID);
  }

  private Decay files(int node) {
    return new Decay(cluster.home(node).resolve("logs").resolve(LogNames.directoryName(ID)));
  }

  private Leadership lead(int node) {
    List<Leadership> led = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                led.add(await(log(node).lead()));
                return true;
              } catch (ExecutionException e) {
                return false;
              }
            });
    return led.getLast();
  }

  /** Node 1 leads, and everybody has this many batches. */
  private void fill(int from, int count) throws Exception {
    Leadership leadership = lead(1);
    for (int i = 0; i < count; i++) {
      append(leadership, value(leadership.firstOffset() + i));
    }
    awaitEverywhere(from + count);
  }

  private static RecordBatch value(long offset) {
    return batch(offset, "v%d-%s".formatted(offset, "x".repeat(60)));
  }

  private void awaitEverywhere(long end) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (int node = 1; node <= 3; node++) {
                assertThat(log(node).highWatermark()).isEqualTo(end);
              }
            });
  }

  private void awaitRepaired(int node, int peer) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(cluster.store(node).damages().repaired()).isPositive();
              assertThat(files(node).records()).isEqualTo(files(peer).records());
            });
    assertThat(files(node).isMarked()).isFalse();
    assertThat(cluster.store(node).alarms().logsDamaged()).isPositive();
    assertThat(cluster.store(node).alarms().committedMayBeLost()).isZero();
  }

  // ---- at the opening ----

  @ParameterizedTest
  @EnumSource(Decay.Kind.class)
  void followerThatIsDamagedWhenItOpensIsBroughtUpToDateByAnIdleLeader(Decay.Kind kind)
      throws Exception {
    start(3, UNSCRUBBED);
    fill(0, BATCHES);
    cluster.stop(3);

    files(3).damage(kind);
    cluster.start(3);

    awaitRepaired(3, 2);
    awaitEverywhere(BATCHES);
  }

  @ParameterizedTest
  @EnumSource(Decay.Kind.class)
  void leaderThatIsDamagedWhenItOpensCopiesFromAFollowerBeforeItLeads(Decay.Kind kind)
      throws Exception {
    start(3, UNSCRUBBED);
    fill(0, BATCHES);
    cluster.stop(1);

    files(1).damage(kind);
    cluster.start(1);
    Leadership leadership = lead(1);

    assertThat(leadership.firstOffset()).isEqualTo(BATCHES);
    assertThat(leadership.firstOrdinal()).isEqualTo(BATCHES + 1L);
    assertThat(readAll(log(1))).hasSize(BATCHES).isEqualTo(readAll(log(2)));
    awaitRepaired(1, 2);
  }

  @Test
  void whatIsCutIsKeptAside() throws Exception {
    start(3, UNSCRUBBED);
    fill(0, BATCHES);
    cluster.stop(3);
    files(3).damage(Decay.Kind.PAYLOAD);
    byte[] damaged = files(3).records();

    cluster.start(3);
    awaitRepaired(3, 2);

    byte[] kept = files(3).quarantined();
    assertThat(kept).isNotEmpty();
    assertThat(damaged).endsWith(kept);
  }

  @Test
  void quarantineHoldsNoMoreThanItMay() throws Exception {
    start(
        3,
        TestCluster.SETTINGS.withCare(
            new StoreSettings.Care(0, Duration.ofDays(1), Duration.ZERO, 300)));
    fill(0, BATCHES);
    cluster.stop(3);
    files(3).damage(Decay.Kind.PAYLOAD);

    cluster.start(3);
    awaitRepaired(3, 2);

    assertThat(files(3).quarantined()).hasSize(300);
  }

  // ---- by a reader ----

  @Test
  void damagedHeaderThatAReaderMeetsOnAFollowerIsRepairedThoughTheLogIsIdle() throws Exception {
    start(3, UNSCRUBBED);
    fill(0, BATCHES);

    files(3).flipHeader(2);
    assertThat(log(3).read(3, 1)).isInstanceOf(Result.Refused.class);

    awaitRepaired(3, 2);
    assertThat(readAll(log(3))).isEqualTo(readAll(log(1)));
  }

  @Test
  void damagedHeaderThatAReaderMeetsOnTheLeaderIsRepairedFromAFollower() throws Exception {
    start(3, UNSCRUBBED);
    fill(0, BATCHES);

    files(1).flipHeader(2);
    assertThat(log(1).read(3, 1)).isInstanceOf(Result.Refused.class);
    append(lead(1), value(BATCHES));

    awaitRepaired(1, 2);
    awaitEverywhere(BATCHES + 1);
    assertThat(readAll(log(1))).isEqualTo(readAll(log(2)));
  }

  @Test
  void leaderThatReadsDamageToSendItRepairsItFromAFollower() throws Exception {
    start(3, UNSCRUBBED);
    fill(0, 10);
    cluster.stop(3);
    Leadership leadership = lead(1);
    for (int i = 10; i < BATCHES; i++) {
      append(leadership, value(i));
    }
    await().atMost(PATIENCE).until(() -> log(2).highWatermark() == BATCHES);

    files(1).flipPayload(20);
    cluster.start(3);
    await().atMost(PATIENCE).until(() -> cluster.store(1).damages().found() > 0);
    lead(1);

    awaitRepaired(1, 2);
    awaitEverywhere(BATCHES);
    assertThat(files(3).records()).isEqualTo(files(2).records());
  }

  @Test
  void damagedRecordThatAReaderOfTheLeaderMeetsIsRepairedFromAFollower() throws Exception {
    start(3, UNSCRUBBED);
    fill(0, BATCHES);
    files(1).flipPayload(BATCHES - 1);

    try (LogSlice slice = log(1).read(BATCHES - 1, 1).orThrow()) {
      assertThat(RecordBatch.wrap(slice.toByteBuffer()).crcHolds()).isFalse();
      slice.suspect();
    }
    await().atMost(PATIENCE).until(() -> cluster.store(1).damages().found() > 0);
    append(lead(1), value(BATCHES));

    awaitRepaired(1, 2);
    awaitEverywhere(BATCHES + 1);
  }

  /** A read that failed once may have been the fault of anything. */
  @Test
  void suspicionThatIsNotConfirmedChangesNothing() throws Exception {
    start(3, UNSCRUBBED);
    Leadership leadership = lead(1);
    for (int i = 0; i < BATCHES; i++) {
      append(leadership, value(i));
    }

    cluster.suspect(1, ID, 7);
    append(leadership, value(BATCHES));

    awaitEverywhere(BATCHES + 1);
    assertThat(cluster.store(1).damages().found()).isZero();
    assertThat(files(1).isMarked()).isFalse();
  }

  // ---- by the scrub ----

  @ParameterizedTest
  @EnumSource(
      value = Decay.Kind.class,
      names = {"PAYLOAD", "HEADER", "MIDDLE_SEGMENT"})
  void scrubFindsDecayOnAFollowerAndItIsRepairedThoughTheLogIsIdle(Decay.Kind kind)
      throws Exception {
    start(3, SCRUBBED);
    fill(0, BATCHES);

    files(3).flip(kind);

    awaitRepaired(3, 2);
    assertThat(cluster.store(3).damages().scrubbedBytes()).isPositive();
    assertThat(cluster.store(2).damages().found()).isZero();
  }

  @Test
  void scrubFindsDecayOnTheLeaderAndItIsRepairedFromAFollower() throws Exception {
    start(3, SCRUBBED);
    fill(0, BATCHES);

    files(1).flip(Decay.Kind.MIDDLE_SEGMENT);
    await().atMost(PATIENCE).until(() -> cluster.store(1).damages().found() > 0);
    append(lead(1), value(BATCHES));

    awaitRepaired(1, 2);
    awaitEverywhere(BATCHES + 1);
  }

  @Test
  void scrubLooksAtLogsThatNobodyHasOpened() throws Exception {
    start(3, SCRUBBED);
    fill(0, BATCHES);
    cluster.stop(1);
    cluster.stop(2);
    cluster.stop(3);

    files(3).flip(Decay.Kind.PAYLOAD);
    cluster.start(3);

    await().atMost(PATIENCE).until(() -> cluster.store(3).damages().found() > 0);
    cluster.start(1);
    cluster.start(2);
    lead(2);
    awaitRepaired(3, 2);
  }

  // ---- what a damaged replica may not do ----

  @Test
  void damagedCandidateLosesNothingThatWasAcknowledged() throws Exception {
    start(3, UNSCRUBBED);
    fill(0, BATCHES);
    cluster.stop(1);
    cluster.stop(3);
    // Only node 2 has the last one, and node 1, which is away.
    cluster.start(1);
    append(lead(1), value(BATCHES));
    cluster.stop(1);
    files(3).damage(Decay.Kind.PAYLOAD);
    cluster.start(3);

    assertThat(catchThrowable(() -> await(log(3).lead())))
        .hasCauseInstanceOf(RefusedException.class)
        .hasMessageContaining("damaged: start the other nodes");
    assertThat(catchThrowable(() -> await(log(2).lead())))
        .hasCauseInstanceOf(RefusedException.class);
    cluster.start(1);
    Leadership leadership = lead(3);

    assertThat(leadership.firstOffset()).isEqualTo(BATCHES + 1);
    awaitRepaired(3, 2);
    append(leadership, value(BATCHES + 1));
    awaitEverywhere(BATCHES + 2);
    assertThat(readAll(log(3))).hasSize(BATCHES + 2).isEqualTo(readAll(log(2)));
  }

  /** Between the discovery and the repair the process may die as often as it likes. */
  @Test
  void damageThatAReaderFoundIsNotForgottenByARestart() throws Exception {
    start(3, UNSCRUBBED);
    fill(0, BATCHES);
    cluster.stop(1);
    cluster.network.cut(TestCluster.id(2), TestCluster.id(3));
    files(3).flipHeader(2);
    assertThat(log(3).read(3, 1)).isInstanceOf(Result.Refused.class);
    await().atMost(PATIENCE).until(() -> files(3).isMarked());
    cluster.kill(3);
    cluster.start(3);
    await(cluster.store(3).openLog(ID));
    assertThat(cluster.store(3).damages().found()).isOne();
    assertThat(log(3).logEndOffset()).isLessThan(BATCHES);

    cluster.network.heal();
    cluster.start(1);
    lead(2);

    awaitRepaired(3, 2);
  }

  // ---- nobody to repair it from ----

  @Test
  void logThatNobodyElseHoldsIsOfflineAndSaysWhatToDo() throws Exception {
    start(1, UNSCRUBBED);
    fillAlone();
    files(1).flipHeader(2);

    assertThat(log(1).read(3, 1)).isInstanceOf(Result.Refused.class);
    await().atMost(PATIENCE).until(() -> cluster.store(1).damages().found() > 0);
    byte[] records = files(1).records();

    assertThat(log(1).read(0, 1))
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused ->
                assertThat(refused.toString())
                    .contains("is damaged", "Nothing was changed", "from a backup", "offset 2"));
    assertThat(catchThrowable(() -> await(log(1).lead())))
        .hasRootCauseInstanceOf(LogOfflineException.class)
        .hasMessageContaining("No other node holds it");
    assertThat(cluster.store(1).alarms().logsDamaged()).isOne();
    cluster.stop(1);
    assertThat(files(1).records()).isEqualTo(records);
  }

  @Test
  void logThatNobodyElseHoldsGoesOnWhenItsFileWasPutBack() throws Exception {
    start(1, UNSCRUBBED);
    fillAlone();
    files(1).flipPayload(2);
    cluster.suspect(1, ID, 2);
    await().atMost(PATIENCE).until(() -> cluster.store(1).damages().found() > 0);
    cluster.stop(1);
    cluster.start(1);
    assertThat(catchThrowable(() -> await(cluster.store(1).openLog(ID)))).isNotNull();
    cluster.stop(1);

    files(1).flipPayload(2);
    cluster.start(1);

    assertThat(lead(1).firstOffset()).isEqualTo(10);
    assertThat(readAll(log(1))).hasSize(10);
    assertThat(files(1).isMarked()).isFalse();
  }

  private void fillAlone() throws Exception {
    Leadership alone = lead(1);
    for (int i = 0; i < 10; i++) {
      append(alone, value(i));
    }
  }

  // ---- who holds the log ----

  /** It began the log alone, and what says that it is not alone any more lies in what is lost. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void replicaThatBeganAloneDoesNotGoOnAloneBehindDamage(Loss loss) throws Exception {
    start(1, UNSCRUBBED);
    fillAlone();
    List<ReplicaId> all = List.of(TestCluster.id(1), TestCluster.id(2), TestCluster.id(3));
    assertThat(await(cluster.store(1).changeReplicas(ID, all))).isEqualTo(Result.ok(all));
    int before = files(1).batches();
    Leadership leadership = lead(1);
    append(leadership, value(leadership.firstOffset()));
    long end = leadership.firstOffset() + 1;
    cluster.stop(1);
    cluster.stop(2);
    cluster.stop(3);

    switch (loss) {
      case BEFORE_THE_CHANGES -> files(1).flipPayload(3);
      case THE_LAST_CHANGE -> files(1).flipPayload(before - 1);
      case ALL_CHANGES -> {
        for (int batch = 10; batch < before; batch++) {
          files(1).flipPayload(batch);
        }
      }
    }
    cluster.start(1);
    if (loss == Loss.BEFORE_THE_CHANGES) {
      cluster.suspect(1, ID, 3);
    } else {
      // Whoever opens the log reads it.
      await(cluster.store(1).openLog(ID));
    }
    await().atMost(PATIENCE).until(() -> cluster.store(1).damages().found() > 0);

    assertThat(catchThrowable(() -> await(log(1).lead()))).isNotNull();
    cluster.start(2);
    cluster.start(3);
    assertThat(lead(2).firstOffset()).isEqualTo(end);
    awaitRepaired(1, 2);
  }

  enum Loss {
    BEFORE_THE_CHANGES,
    THE_LAST_CHANGE,
    ALL_CHANGES
  }
}
