package io.tukki.persistence.replication;

import static io.tukki.persistence.replication.StoreFixture.append;
import static io.tukki.persistence.replication.StoreFixture.await;
import static io.tukki.persistence.replication.StoreFixture.read;
import static io.tukki.persistence.replication.TestBatches.batch;
import static io.tukki.persistence.replication.TestBatches.batchOfBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import io.tukki.core.log.LogConfig;
import io.tukki.core.log.LogOfflineException;
import io.tukki.core.log.LogSlice;
import io.tukki.core.log.PartitionLog;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStoreTest {

  private static final PartitionId PARTITION = new PartitionId(new TopicId(new UUID(3, 4)), 2);
  private static final String ID = PARTITION.persistenceId();

  @TempDir Path directory;

  private Path data;
  private StoreFixture store;

  @BeforeEach
  void open() throws Exception {
    data = directory.resolve("data");
    store = new StoreFixture(data);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private PartitionLog partition() throws Exception {
    return await(store.logs().open(PARTITION));
  }

  private void reopen(Path where, StoreSettings settings) throws Exception {
    store.close();
    store = new StoreFixture(where, settings);
  }

  /** Even where all that remembers is gone, records without promises make no voter. */
  @Test
  void logWhosePromisesAreLostIsNotTakenForOneThatIsHeldHereAlone() throws Exception {
    append(store.lead(ID), batch(0, "a"));
    store.close();
    Files.delete(data.resolve(ReplicaStates.FILE));
    Files.delete(data.resolve(BareHome.NOTE));

    store = new StoreFixture(data);

    assertThatThrownBy(() -> store.lead(ID))
        .hasCauseInstanceOf(LogOfflineException.class)
        .hasMessageContaining("promised");
  }

  @Test
  void openedPartitionIsEmptyAndListed() throws Exception {
    PartitionLog log = partition();

    assertThat(log.logStartOffset()).isZero();
    assertThat(log.highWatermark()).isZero();
    assertThat(await(store.logs().list())).containsExactly(PARTITION);
    assertThat(log.read(0, 100)).isInstanceOf(Result.Ok.class);
    assertThat(log.read(1, 100)).isEqualTo(Result.refused(new Refusal.OffsetOutOfRange(1, 0, 0)));
  }

  @Test
  void otherEntitiesLogsAreNoPartitions() throws Exception {
    store.lead("group|orders");
    partition();

    assertThat(await(store.logs().list())).containsExactly(PARTITION);
    assertThat(await(store.logs().persistenceIds())).containsExactlyInAnyOrder("group|orders", ID);
  }

  @Test
  void cleanRestartKeepsBoundsAndData() throws Exception {
    append(store.lead(ID), batch(0, "a", "b"), batch(2, "c"));

    reopen(data, StoreSettings.DEFAULT);

    PartitionLog log = partition();
    assertThat(log.highWatermark()).isEqualTo(3);
    assertThat(read(store.logs().log(ID), 0)).containsExactly("a", "b", "c");
    assertThat(store.logs().log(ID).nextOrdinal()).isEqualTo(3);
  }

  @Test
  void killedProcessLosesNothingThatWasAcknowledged() throws Exception {
    append(store.lead(ID), batch(0, "a", "b"), batch(2, "c"));
    Path killed = directory.resolve("killed");
    StoreFixture.copyAsIfKilled(data, killed);

    reopen(killed, StoreSettings.DEFAULT);

    partition();
    assertThat(read(store.logs().log(ID), 0)).containsExactly("a", "b", "c");
    Leadership leadership = store.lead(ID);
    assertThat(leadership.epoch().value()).isEqualTo(2);
    assertThat(append(leadership, batch(3, "d"))).isEqualTo(new Appended(4, 4));
  }

  @Test
  void idleLogIsClosedAndComesBackByItself() throws Exception {
    reopen(
        data,
        StoreSettings.DEFAULT.withIdle(
            new StoreSettings.Idle(Duration.ofMillis(40), 100, Duration.ofSeconds(20))));
    Leadership leadership = store.lead(ID);
    append(leadership, batch(0, "a"));
    DrivenLog log = (DrivenLog) store.logs().log(ID);

    Awaitility.await().until(() -> !log.isOpen());

    assertThat(log.highWatermark()).isEqualTo(1);
    assertThat(read(log, 0)).containsExactly("a");
    Awaitility.await().until(() -> !log.isOpen());
    append(leadership, batch(1, "b"));
    assertThat(read(log, 0)).containsExactly("a", "b");
  }

  @Test
  void whereTooManyLogsAreOpenThoseIdleLongestAreClosed() throws Exception {
    reopen(
        data,
        StoreSettings.DEFAULT.withIdle(
            new StoreSettings.Idle(Duration.ofSeconds(4), 10, Duration.ofSeconds(20))));
    for (int i = 0; i < 12; i++) {
      append(store.lead("entity|" + i), batch(0, "x"));
    }

    Awaitility.await().until(() -> !isOpen(0) && !isOpen(1) && !isOpen(2));

    assertThat(IntStream.range(3, 12)).allMatch(this::isOpen);
    assertThat(read(store.logs().log("entity|0"), 0)).containsExactly("x");
  }

  private boolean isOpen(int entity) {
    return ((DrivenLog) store.logs().log("entity|" + entity)).isOpen();
  }

  @Test
  void closedPartitionKeepsItsBoundsAndOpensAgain() throws Exception {
    append(store.lead(ID), batch(0, "a"));
    PartitionLog log = partition();

    await(store.logs().close(PARTITION));

    assertThat(log.highWatermark()).isEqualTo(1);
    assertThat(read(store.logs().log(ID), 0)).containsExactly("a");
  }

  @Test
  void deletedPartitionIsGoneAndItsSlicesStayReadable() throws Exception {
    append(store.lead(ID), batch(0, "a"));
    PartitionLog log = partition();
    try (LogSlice slice = log.read(0, 100).orThrow()) {
      await(store.logs().delete(PARTITION));

      assertThat(TestBatches.values(slice.toByteBuffer())).containsExactly("a");
    }
    assertThat(await(store.logs().list())).isEmpty();
    assertThat(log.read(0, 100)).isInstanceOf(Result.Refused.class);
    await(store.logs().delete(PARTITION));
    try (var files = Files.list(data.resolve("logs"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void writerOfADeletedLogIsFenced() throws Exception {
    Leadership leadership = store.lead(ID);
    await(store.logs().delete(PARTITION));

    assertThatThrownBy(() -> append(leadership, batch(0, "late"))).isNotNull();
    assertThat(await(store.logs().list())).isEmpty();
  }

  @Test
  void closedLogThatIsDamagedCanBeDeleted() throws Exception {
    append(store.lead(ID), batch(0, "a"), batch(1, "b"));
    store.close();
    damageFirstBatch();
    store = new StoreFixture(data);
    assertThatThrownBy(() -> partition()).hasCauseInstanceOf(LogOfflineException.class);

    await(store.logs().delete(PARTITION));

    assertThat(await(store.logs().list())).isEmpty();
    assertThat(partition().highWatermark()).isZero();
  }

  private void damageFirstBatch() throws Exception {
    Path log = store.logs().directoryOf(ID);
    Path segment = log.resolve("00000000000000000000.log");
    byte[] content = Files.readAllBytes(segment);
    content[30] ^= 0x55;
    Files.write(segment, content);
    // Nothing vouches for the segment now, so that it is read when it is opened.
    Files.delete(log.resolve("checkpoint"));
    Files.delete(log.resolve("00000000000000000000.index"));
  }

  @Test
  void halfDeletedDirectoryIsRemovedAtTheNextStart() throws Exception {
    store.close();
    Path leftover = data.resolve("logs/partition%7Cx~deleted");
    Files.createDirectories(leftover);
    Files.writeString(leftover.resolve("00000000000000000000.log"), "rest");

    store = new StoreFixture(data);

    assertThat(leftover).doesNotExist();
  }

  @Test
  void recordsBeforeAnOffsetCanBeDeletedForGood() throws Exception {
    append(store.lead(ID), batch(0, "a", "b"), batch(2, "c"));
    PartitionLog log = partition();

    assertThat(await(log.deleteRecordsBefore(2))).isEqualTo(Result.ok(2L));
    assertThat(await(log.deleteRecordsBefore(9)))
        .isEqualTo(Result.refused(new Refusal.OffsetOutOfRange(9, 2, 3)));
    reopen(data, StoreSettings.DEFAULT);

    assertThat(partition().logStartOffset()).isEqualTo(2);
    assertThat(read(store.logs().log(ID), 2)).containsExactly("c");
  }

  @Test
  void retentionByBytesDeletesWholeSegmentsOfAClosedLogToo() throws Exception {
    LogConfig small =
        new LogConfig(1_000, Long.MAX_VALUE, OptionalLong.empty(), OptionalLong.of(1_500), 100);
    partition().configure(small);
    Leadership leadership = store.lead(ID);
    for (int i = 0; i < 10; i++) {
      append(leadership, batchOfBytes(i, 500));
    }
    await(store.logs().close(PARTITION));

    long start = await(store.logs().enforceRetention(PARTITION, small, 2_000));

    assertThat(start).isBetween(5L, 9L);
    assertThat(partition().logStartOffset()).isEqualTo(start);
    assertThat(partition().sizeBytes()).isLessThan(3_000);
  }

  @Test
  void recordsAreFoundByTimestamp() throws Exception {
    append(store.lead(ID), batch(0, "a"));

    assertThat(partition().findByTimestamp(500))
        .isEqualTo(
            Result.ok(new TimestampLookup.Found(0, 1_000, new io.tukki.core.id.LeaderEpoch(1))));
    assertThat(partition().findByTimestamp(1_001))
        .isEqualTo(Result.ok(new TimestampLookup.NoneSoLate()));
  }

  @Test
  void closedStoreRefusesEverything() throws Exception {
    Leadership leadership = store.lead(ID);
    ReplicatedLog log = store.logs().log(ID);
    store.close();

    assertThatThrownBy(() -> store.logs().log(ID)).isInstanceOf(LogOfflineException.class);
    assertThatThrownBy(() -> append(leadership, batch(0, "late"))).isNotNull();
    assertThat(log.read(0, 1)).isInstanceOf(Result.Refused.class);
    store.close();
  }

  @Test
  void logOfAnotherEntityInItsDirectoryIsRefused() throws Exception {
    append(store.lead("entity|1"), batch(0, "a"));
    store.close();
    Files.move(store.logs().directoryOf("entity|1"), store.logs().directoryOf("entity|2"));

    store = new StoreFixture(data);

    assertThatThrownBy(() -> store.lead("entity|2")).hasCauseInstanceOf(LogOfflineException.class);
  }
}
