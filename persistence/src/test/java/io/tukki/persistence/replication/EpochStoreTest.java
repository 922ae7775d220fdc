package io.tukki.persistence.replication;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.StorageFullException;
import io.tukki.persistence.replication.FaultyStorage.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochStoreTest {

  @TempDir Path directory;

  private final FaultyStorage storage = new FaultyStorage();
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private Path file;
  private EpochStore epochs;

  @BeforeEach
  void open() throws Exception {
    file = directory.resolve("epochs");
    epochs = EpochStore.open(storage, file, pool);
  }

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, SECONDS);
  }

  private void promise(String log, int epoch) throws Exception {
    await(epochs.promise(log, new LeaderEpoch(epoch)));
  }

  private void reopen() throws Exception {
    await(epochs.close());
    epochs = EpochStore.open(storage, file, pool);
  }

  @Test
  void logWithoutAPromiseHasNoEpoch() {
    assertThat(epochs.of("a")).isEqualTo(LeaderEpoch.NONE);
  }

  @Test
  void lastPromiseOfEachLogIsKeptOverRestarts() throws Exception {
    promise("a", 1);
    promise("b", 5);
    promise("a", 2);

    reopen();

    assertThat(epochs.of("a")).isEqualTo(new LeaderEpoch(2));
    assertThat(epochs.of("b")).isEqualTo(new LeaderEpoch(5));
  }

  @Test
  void forgottenLogIsForgottenOverRestarts() throws Exception {
    promise("a", 1);
    epochs.forget("a");
    promise("b", 1);

    reopen();

    assertThat(epochs.of("a")).isEqualTo(LeaderEpoch.NONE);
    assertThat(epochs.of("b")).isEqualTo(new LeaderEpoch(1));
  }

  @Test
  void promisesThatWaitTogetherShareAFlush() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    storage.holdForces(gate);
    List<CompletableFuture<LeaderEpoch>> promises = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      promises.add(epochs.promise("log-" + i, new LeaderEpoch(1)).toCompletableFuture());
    }

    gate.countDown();
    await(CompletableFuture.allOf(promises.toArray(CompletableFuture<?>[]::new)));

    assertThat(storage.forcesOf("epochs")).isLessThan(10);
  }

  @Test
  void promiseIsKeptOnlyWhenItIsFlushed() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    storage.holdForces(gate);

    CompletableFuture<LeaderEpoch> promise =
        epochs.promise("a", new LeaderEpoch(1)).toCompletableFuture();

    assertThat(promise.copy().completeOnTimeout(LeaderEpoch.NONE, 100, MILLISECONDS).get())
        .isEqualTo(LeaderEpoch.NONE);
    gate.countDown();
    assertThat(await(promise)).isEqualTo(new LeaderEpoch(1));
  }

  @Test
  void tornLastGroupIsCutWhereverItIsTorn() throws Exception {
    promise("a", 1);
    long whole = Files.size(file);
    promise("some-other-log", 7);
    await(epochs.close());
    byte[] content = Files.readAllBytes(file);
    for (int size = (int) whole; size < content.length; size++) {
      Files.write(file, Arrays.copyOf(content, size));

      epochs = EpochStore.open(storage, file, pool);

      assertThat(epochs.of("a")).isEqualTo(new LeaderEpoch(1));
      assertThat(epochs.of("some-other-log")).isEqualTo(LeaderEpoch.NONE);
      promise("c", 3);
      reopen();
      assertThat(epochs.of("c")).isEqualTo(new LeaderEpoch(3));
      await(epochs.close());
    }
    epochs = EpochStore.open(storage, file, pool);
  }

  @Test
  void damageBeforeSoundEntriesIsRefused() throws Exception {
    promise("a", 1);
    promise("b", 2);
    await(epochs.close());
    byte[] content = Files.readAllBytes(file);
    content[9] ^= 0x01;
    Files.write(file, content);

    assertThatThrownBy(() -> EpochStore.open(storage, file, pool))
        .isInstanceOf(LogOfflineException.class)
        .hasMessageContaining("damaged at 0");
  }

  @Test
  void fullDeviceRefusesAPromiseAndTakesTheNext() throws Exception {
    promise("a", 1);
    storage.fail(Operation.WRITE, "epochs", new StorageFullException("no room"));
    assertThatThrownBy(() -> promise("a", 2)).hasCauseInstanceOf(StorageFullException.class);

    storage.heal();
    promise("b", 1);
    reopen();

    assertThat(epochs.of("a")).isEqualTo(new LeaderEpoch(1));
    assertThat(epochs.of("b")).isEqualTo(new LeaderEpoch(1));
  }

  @Test
  void failedFlushFailsEveryLaterPromise() throws Exception {
    storage.fail(Operation.FORCE, "epochs", new IOException("bad sector"));
    assertThatThrownBy(() -> promise("a", 1)).hasRootCauseMessage("bad sector");

    storage.heal();

    assertThatThrownBy(() -> promise("a", 2)).hasCauseInstanceOf(LogOfflineException.class);
    assertThat(epochs.of("a")).isEqualTo(LeaderEpoch.NONE);
  }

  @Test
  void fileThatSaysMostlyOldThingsIsWrittenAnew() throws Exception {
    String longName = "x".repeat(100_000);
    for (int epoch = 1; epoch <= 30; epoch++) {
      promise(longName, epoch);
    }
    promise("a", 4);

    reopen();

    assertThat(Files.size(file)).isLessThan(2_000_000);
    assertThat(epochs.of(longName)).isEqualTo(new LeaderEpoch(30));
    assertThat(epochs.of("a")).isEqualTo(new LeaderEpoch(4));
  }
}
