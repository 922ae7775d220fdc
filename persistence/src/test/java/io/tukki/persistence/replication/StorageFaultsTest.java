package io.tukki.persistence.replication;

import static io.tukki.persistence.replication.StoreFixture.append;
import static io.tukki.persistence.replication.StoreFixture.await;
import static io.tukki.persistence.replication.StoreFixture.read;
import static io.tukki.persistence.replication.TestBatches.batch;
import static io.tukki.persistence.replication.TestBatches.batchOfBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tukki.core.log.LogOfflineException;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.persistence.log.StorageFullException;
import io.tukki.persistence.replication.FaultyStorage.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageFaultsTest {

  private static final String ID = "entity|1";

  @TempDir Path directory;

  private StoreFixture store;

  @AfterEach
  void close() {
    store.storage().heal();
    store.close();
  }

  private void open(StoreSettings settings) throws Exception {
    store = new StoreFixture(directory.resolve("data"), settings);
  }

  private void open(FlushPolicy policy) throws Exception {
    open(StoreSettings.DEFAULT.withFlush(policy));
  }

  private static Refusal refusalOf(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).hasCauseInstanceOf(RefusedException.class);
    return ((RefusedException) thrown.getCause()).refusal();
  }

  @Test
  void fullDeviceIsARetriableRefusalAndTheLogGoesOnWhenThereIsRoom() throws Exception {
    open(new FlushPolicy.None());
    Leadership leadership = store.lead(ID);
    append(leadership, batch(0, "a"));
    store.storage().fail(Operation.WRITE, ".log", new StorageFullException("no room"));

    Refusal refusal = refusalOf(() -> append(leadership, batch(1, "b")));

    assertThat(refusal).isInstanceOf(Refusal.StorageFull.class);
    assertThat(refusal.retriable()).isTrue();
    assertThat(read(store.logs().log(ID), 0)).containsExactly("a");
    store.storage().heal();
    append(store.lead(ID), batch(1, "b"));
    assertThat(read(store.logs().log(ID), 0)).containsExactly("a", "b");
  }

  @Test
  void nothingQueuedBehindAFailedAppendIsWritten() throws Exception {
    open(StoreSettings.DEFAULT.withQueues(new StoreSettings.Queues(1 << 20, 1 << 20, 1)));
    Leadership leadership = store.lead(ID);
    store.storage().fail(Operation.WRITE, ".log", new IOException("bad cable"));
    assertThatThrownBy(() -> append(leadership, batch(0, "a"))).hasRootCauseMessage("bad cable");
    store.storage().heal();

    assertThat(refusalOf(() -> append(leadership, batch(0, "again"))))
        .isInstanceOf(Refusal.FencedLeaderEpoch.class);
  }

  @Test
  void failedFlushTakesEveryLogOfTheDirectoryOffline() throws Exception {
    open(new FlushPolicy.Commit());
    Leadership one = store.lead("entity|1");
    Leadership other = store.lead("entity|2");
    append(other, batch(0, "before"));
    store.storage().fail(Operation.FORCE, ".log", new IOException("bad sector"));

    Refusal refusal = refusalOf(() -> append(one, batch(0, "a")));
    store.storage().heal();

    assertThat(refusal).isInstanceOf(Refusal.LogOffline.class);
    assertThat(refusal.retriable()).isFalse();
    assertThat(refusalOf(() -> append(other, batch(1, "b"))))
        .isInstanceOf(Refusal.LogOffline.class);
    assertThatThrownBy(() -> store.lead("entity|3")).hasCauseInstanceOf(LogOfflineException.class);
    assertThat(read(store.logs().log("entity|2"), 0)).containsExactly("before");
  }

  @Test
  void whatWasNotFlushedIsNotAcknowledgedNorVisible() throws Exception {
    open(new FlushPolicy.Commit());
    Leadership leadership = store.lead(ID);
    store.storage().fail(Operation.FORCE, ".log", new IOException("bad sector"));

    assertThatThrownBy(() -> append(leadership, batch(0, "a"))).isNotNull();

    assertThat(store.logs().log(ID).highWatermark()).isZero();
  }

  @Test
  void epochThatCannotBeMadeDurableMakesNoLeader() throws Exception {
    open(new FlushPolicy.None());
    store.storage().fail(Operation.FORCE, "replicas", new IOException("bad sector"));

    assertThatThrownBy(() -> store.lead(ID)).hasRootCauseMessage("bad sector");
  }

  @Test
  void tooMuchWaitingIsRefusedWithARetriableCauseAndBoundsMemory() throws Exception {
    StoreSettings.Queues queues = new StoreSettings.Queues(10_000, 15_000, 1 << 20);
    open(StoreSettings.DEFAULT.withFlush(new FlushPolicy.Commit()).withQueues(queues));
    Leadership one = store.lead("entity|1");
    Leadership other = store.lead("entity|2");
    CountDownLatch gate = new CountDownLatch(1);
    store.storage().holdForces(gate);
    CompletionStage<Appended> first =
        one.append(List.of(batchOfBytes(0, 8_000)), Durability.LEADER);

    Refusal ofLog = refusalOf(() -> append(one, batchOfBytes(1, 8_000)));
    CompletionStage<Appended> second =
        other.append(List.of(batchOfBytes(0, 6_000)), Durability.LEADER);
    Refusal ofNode = refusalOf(() -> append(other, batchOfBytes(1, 3_000)));
    gate.countDown();

    assertThat(ofLog).isInstanceOf(Refusal.Overloaded.class);
    assertThat(ofNode).isInstanceOf(Refusal.Overloaded.class);
    assertThat(ofLog.retriable()).isTrue();
    assertThat(await(first)).isEqualTo(new Appended(1, 2));
    assertThat(await(second)).isEqualTo(new Appended(1, 2));
    assertThat(refusalOf(() -> append(one, batchOfBytes(1, 1))))
        .isInstanceOf(Refusal.FencedLeaderEpoch.class);
    append(store.lead("entity|1"), batchOfBytes(1, 8_000));
  }

  @Test
  void intervalFlushesInTheBackground() throws Exception {
    open(new FlushPolicy.Interval(Duration.ofMillis(20)));
    Leadership leadership = store.lead(ID);
    append(leadership, batch(0, "a"));

    org.awaitility.Awaitility.await()
        .untilAsserted(
            () -> assertThat(store.storage().forcesOf("00000000000000000000.log")).isPositive());
  }

  @Test
  void withoutAFlushPolicyNothingWaitsForTheDevice() throws Exception {
    open(new FlushPolicy.None());
    Leadership leadership = store.lead(ID);
    int before = store.storage().forcesOf("00000000000000000000.log");

    append(leadership, batch(0, "a"));

    assertThat(store.storage().forcesOf("00000000000000000000.log")).isEqualTo(before);
  }

  @Test
  void aLogThatIsNotClosedInTimeHoldsUpTheNodesEndNoLongerAndLosesNothing() throws Exception {
    StoreSettings.Idle idle = StoreSettings.DEFAULT.idle();
    open(
        StoreSettings.DEFAULT
            .withFlush(new FlushPolicy.None())
            .withIdle(
                new StoreSettings.Idle(idle.closeAfter(), idle.maxOpen(), Duration.ofMillis(50))));
    append(store.lead(ID), batch(0, "a"));
    append(store.lead("entity|2"), batch(0, "b"));
    CountDownLatch slow = new CountDownLatch(1);
    store.storage().holdForces(slow);

    store.close();

    assertThat(slow.getCount()).isOne();
    Path left = directory.resolve("left");
    store.storage().holdStill(() -> StoreFixture.copyAsIfKilled(directory.resolve("data"), left));
    try (StoreFixture next = new StoreFixture(left)) {
      next.lead(ID);
      next.lead("entity|2");
      assertThat(StoreFixture.readAll(next.logs().log(ID))).containsExactly("a");
      assertThat(StoreFixture.readAll(next.logs().log("entity|2"))).containsExactly("b");
    }
  }
}
