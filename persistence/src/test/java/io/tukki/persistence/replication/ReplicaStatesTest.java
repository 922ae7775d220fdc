package io.tukki.persistence.replication;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.StorageFullException;
import io.tukki.persistence.replication.FaultyStorage.Operation;
import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.DurableState;
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

class ReplicaStatesTest {

  private static final String BOOT = "boot-7";

  @TempDir Path directory;

  private final FaultyStorage storage = new FaultyStorage();
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private Path file;
  private ReplicaStates states;

  @BeforeEach
  void open() throws Exception {
    file = directory.resolve(ReplicaStates.FILE);
    states = openStates();
  }

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, SECONDS);
  }

  private ReplicaStates openStates() throws IOException {
    return ReplicaStates.open(storage, new BareHome(directory), StoreFixture.SELF, BOOT, pool);
  }

  private static DurableState promised(int epoch) {
    return new DurableState(epoch, 0, Configuration.of(List.of(StoreFixture.SELF)), "boot");
  }

  private int promisedTo(String log) {
    return states.of(log).map(DurableState::promisedEpoch).orElse(0);
  }

  private void promise(String log, int epoch) throws Exception {
    await(states.save(log, promised(epoch)));
  }

  private void reopen() throws Exception {
    await(states.close(true));
    states = openStates();
  }

  @Test
  void logWithoutAPromiseHasNoEpoch() {
    assertThat(promisedTo("a")).isZero();
  }

  @Test
  void lostFileIsRefusedAndTheErrorSaysWhatToDo() throws Exception {
    promise("a", 1);
    await(states.close(true));
    Files.delete(file);

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(this::openStates)
          .isInstanceOf(LogOfflineException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("decommission");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void emptiedFileIsRefusedAsALostOne() throws Exception {
    promise("a", 1);
    await(states.close(true));
    byte[] content = Files.readAllBytes(file);
    for (byte[] left : List.of(new byte[0], new byte[content.length])) {
      Files.write(file, left);

      assertThatThrownBy(this::openStates).isInstanceOf(LogOfflineException.class);
    }
  }

  /** One log's epoch, as it was kept before logs had replicas. */
  private void writeEpochs(String log, int epoch) throws IOException {
    byte[] name = log.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] entry =
        java.nio.ByteBuffer.allocate(8 + name.length)
            .putInt(epoch)
            .putInt(name.length)
            .put(name)
            .array();
    try (GroupFile epochs = GroupFile.open(storage, directory.resolve("epochs"), group -> {})) {
      epochs.append(List.of(entry));
    }
  }

  @Test
  void fileOfEpochsOfAnOlderVersionIsTakenOver() throws Exception {
    await(states.close(true));
    Files.delete(file);
    Files.delete(directory.resolve(BareHome.NOTE));
    writeEpochs("a", 7);

    states = openStates();
    reopen();

    assertThat(states.of("a").orElseThrow().configuration().voters())
        .containsExactly(StoreFixture.SELF);
    assertThat(promisedTo("a")).isEqualTo(7);
    assertThat(directory.resolve("epochs")).doesNotExist();
    assertThat(directory.resolve(BareHome.NOTE)).exists();
  }

  @Test
  void takeoverThatWasCutShortIsBegunAgain() throws Exception {
    await(states.close(true));
    Files.write(file, new byte[0]);
    Files.delete(directory.resolve(BareHome.NOTE));
    writeEpochs("a", 7);

    states = openStates();

    assertThat(promisedTo("a")).isEqualTo(7);
  }

  @Test
  void lastPromiseOfEachLogIsKeptOverRestarts() throws Exception {
    promise("a", 1);
    promise("b", 5);
    promise("a", 2);

    reopen();

    assertThat(promisedTo("a")).isEqualTo(2);
    assertThat(promisedTo("b")).isEqualTo(5);
  }

  @Test
  void forgottenLogIsForgottenOverRestarts() throws Exception {
    promise("a", 1);
    states.forget("a");
    promise("b", 1);

    reopen();

    assertThat(promisedTo("a")).isZero();
    assertThat(promisedTo("b")).isEqualTo(1);
  }

  @Test
  void promisesThatWaitTogetherShareAFlush() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    storage.holdForces(gate);
    List<CompletableFuture<Void>> promises = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      promises.add(states.save("log-" + i, promised(1)).toCompletableFuture());
    }

    gate.countDown();
    await(CompletableFuture.allOf(promises.toArray(CompletableFuture<?>[]::new)));

    assertThat(storage.forcesOf("replicas")).isLessThan(10);
  }

  @Test
  void promiseIsKeptOnlyWhenItIsFlushed() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    storage.holdForces(gate);

    CompletableFuture<String> promise =
        states.save("a", promised(1)).thenApply(saved -> "saved").toCompletableFuture();

    assertThat(promise.copy().completeOnTimeout("not yet", 100, MILLISECONDS).get())
        .isEqualTo("not yet");
    gate.countDown();
    await(promise);
    assertThat(promisedTo("a")).isEqualTo(1);
  }

  @Test
  void tornLastGroupIsCutWhereverItIsTorn() throws Exception {
    promise("a", 1);
    long whole = Files.size(file);
    promise("some-other-log", 7);
    byte[] content = Files.readAllBytes(file);
    await(states.close(true));
    for (int size = (int) whole; size < content.length; size++) {
      Files.write(file, Arrays.copyOf(content, size));

      states = openStates();

      assertThat(promisedTo("a")).isEqualTo(1);
      assertThat(promisedTo("some-other-log")).isZero();
      promise("c", 3);
      reopen();
      assertThat(promisedTo("c")).isEqualTo(3);
      await(states.close(true));
    }
    states = openStates();
  }

  @Test
  void damageBeforeSoundEntriesIsRefused() throws Exception {
    promise("a", 1);
    promise("b", 2);
    await(states.close(true));
    byte[] content = Files.readAllBytes(file);
    content[9] ^= 0x01;
    Files.write(file, content);

    assertThatThrownBy(() -> openStates())
        .isInstanceOf(LogOfflineException.class)
        .hasMessageContaining("damaged at 0");
  }

  @Test
  void fullDeviceRefusesAPromiseAndTakesTheNext() throws Exception {
    promise("a", 1);
    storage.fail(Operation.WRITE, "replicas", new StorageFullException("no room"));
    assertThatThrownBy(() -> promise("a", 2)).hasCauseInstanceOf(StorageFullException.class);

    storage.heal();
    promise("b", 1);
    reopen();

    assertThat(promisedTo("a")).isEqualTo(1);
    assertThat(promisedTo("b")).isEqualTo(1);
  }

  @Test
  void failedFlushFailsEveryLaterPromise() throws Exception {
    storage.fail(Operation.FORCE, "replicas", new IOException("bad sector"));
    assertThatThrownBy(() -> promise("a", 1)).hasRootCauseMessage("bad sector");

    storage.heal();

    assertThatThrownBy(() -> promise("a", 2)).hasCauseInstanceOf(LogOfflineException.class);
    assertThat(promisedTo("a")).isZero();
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
    assertThat(promisedTo(longName)).isEqualTo(30);
    assertThat(promisedTo("a")).isEqualTo(4);
  }
}
