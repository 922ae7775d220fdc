package io.tukki.persistence.replication;

import static io.tukki.persistence.replication.StoreFixture.append;
import static io.tukki.persistence.replication.StoreFixture.await;
import static io.tukki.persistence.replication.StoreFixture.read;
import static io.tukki.persistence.replication.TestBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeadershipTest {

  private static final String ID = "entity|1";

  @TempDir Path directory;

  private StoreFixture store;

  @BeforeEach
  void open() throws Exception {
    store = new StoreFixture(directory.resolve("data"));
  }

  @AfterEach
  void close() {
    store.storage().heal();
    store.close();
  }

  private ReplicatedLog log() {
    return store.logs().log(ID);
  }

  private static Refusal refusalOf(ThrowingCallable call) {
    Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(call);
    assertThat(thrown).hasCauseInstanceOf(RefusedException.class);
    return ((RefusedException) thrown.getCause()).refusal();
  }

  @Test
  void whatIsAppendedCanBeReadAndMovesTheBounds() throws Exception {
    Leadership leadership = store.lead(ID);

    Appended appended = append(leadership, batch(0, "a", "b"), batch(2, "c"));

    assertThat(appended).isEqualTo(new Appended(3, 3));
    assertThat(read(log(), 0)).containsExactly("a", "b", "c");
    assertThat(log().highWatermark()).isEqualTo(3);
    assertThat(log().logEndOffset()).isEqualTo(3);
    assertThat(log().nextOrdinal()).isEqualTo(3);
  }

  @Test
  void batchesCarryTheEpochOfTheirReign() throws Exception {
    append(store.lead(ID), batch(0, "a"));
    append(store.lead(ID), batch(1, "b"));

    List<LeaderEpoch> epochs = new ArrayList<>();
    log().visitHeaders(1, 2, (ordinal, header) -> epochs.add(header.leaderEpoch()));

    assertThat(epochs).containsExactly(new LeaderEpoch(1), new LeaderEpoch(2));
    assertThat(log().leaderEpoch()).isEqualTo(new LeaderEpoch(2));
  }

  @Test
  void olderReignIsFencedAsSoonAsThereIsANewerOne() throws Exception {
    Leadership older = store.lead(ID);
    Leadership newer = store.lead(ID);

    assertThat(refusalOf(() -> append(older, batch(0, "late"))))
        .isEqualTo(new Refusal.FencedLeaderEpoch(2, 1));

    append(newer, batch(0, "a"));
    assertThat(read(log(), 0)).containsExactly("a");
  }

  @Test
  void appendsQueuedBehindATakeoverAreFenced() throws Exception {
    Leadership older = store.lead(ID);
    CompletionStage<Appended> before = older.append(List.of(batch(0, "a")), Durability.LEADER);
    CompletionStage<Leadership> newer = log().lead();
    CompletionStage<Appended> behind = older.append(List.of(batch(1, "b")), Durability.LEADER);

    assertThat(await(before)).isEqualTo(new Appended(1, 2));
    assertThat(await(newer).firstOffset()).isEqualTo(1);
    assertThat(await(newer).firstOrdinal()).isEqualTo(2);
    assertThat(refusalOf(() -> await(behind))).isInstanceOf(Refusal.FencedLeaderEpoch.class);
    assertThat(read(log(), 0)).containsExactly("a");
  }

  @Test
  void epochsGrowOverRestartsEvenWhereNothingWasWritten() throws Exception {
    assertThat(store.lead(ID).epoch()).isEqualTo(new LeaderEpoch(1));
    assertThat(store.lead(ID).epoch()).isEqualTo(new LeaderEpoch(2));
    store.close();

    store = new StoreFixture(directory.resolve("data"));

    assertThat(store.lead(ID).epoch()).isEqualTo(new LeaderEpoch(3));
  }

  @Test
  void misplacedBatchFailsItsAppendAndEndsTheReign() throws Exception {
    Leadership leadership = store.lead(ID);
    append(leadership, batch(0, "a"));

    CompletionStage<Appended> gap = leadership.append(List.of(batch(2, "c")), Durability.LEADER);
    CompletionStage<Appended> behind = leadership.append(List.of(batch(1, "b")), Durability.LEADER);

    assertThatThrownBy(() -> await(gap))
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must go on from offset 1");
    assertThat(refusalOf(() -> await(behind))).isInstanceOf(Refusal.FencedLeaderEpoch.class);
    assertThat(read(log(), 0)).containsExactly("a");
  }

  @Test
  void appendWithAGapInsideIsNotWrittenAtAll() throws Exception {
    Leadership leadership = store.lead(ID);

    assertThatThrownBy(() -> append(leadership, batch(0, "a"), batch(2, "c")))
        .hasCauseInstanceOf(IllegalArgumentException.class);

    assertThat(store.lead(ID).firstOffset()).isZero();
  }

  @Test
  void manyAppendsAtOnceEndUpInTheOrderOfTheirCalls() throws Exception {
    Leadership leadership = store.lead(ID);
    List<CompletableFuture<Appended>> appends = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String value = "value-" + i;
      expected.add(value);
      RecordBatch batch = batch(i, value);
      appends.add(leadership.append(List.of(batch), Durability.LEADER).toCompletableFuture());
    }

    await(CompletableFuture.allOf(appends.toArray(CompletableFuture<?>[]::new)));

    assertThat(read(log(), 0)).isEqualTo(expected);
    assertThat(appends.getLast().join()).isEqualTo(new Appended(2_000, 2_001));
    assertThat(appends.getFirst().join()).isEqualTo(new Appended(1, 2));
  }

  @Test
  void listenersHearOfCommitsBeforeTheWriterGetsItsAnswer() throws Exception {
    List<Long> heard = new ArrayList<>();
    Leadership leadership = store.lead(ID);
    log().onHighWatermark(heard::add);

    append(leadership, batch(0, "a", "b"));

    assertThat(heard).containsExactly(2L);
  }

  @Test
  void groupCommitFlushesManyAppendsAtOnce() throws Exception {
    store.close();
    store =
        new StoreFixture(
            directory.resolve("data"), StoreSettings.DEFAULT.withFlush(new FlushPolicy.Commit()));
    Leadership leadership = store.lead(ID);
    append(leadership, batch(0, "first"));
    String segment = "00000000000000000000.log";
    int forcesBefore = store.storage().forcesOf(segment);
    CountDownLatch gate = new CountDownLatch(1);
    store.storage().holdForces(gate);
    List<CompletableFuture<Appended>> appends = new ArrayList<>();
    for (int i = 1; i <= 500; i++) {
      appends.add(
          leadership.append(List.of(batch(i, "x")), Durability.LEADER).toCompletableFuture());
    }

    assertThat(appends).noneMatch(CompletableFuture::isDone);
    assertThat(log().highWatermark()).isEqualTo(1);
    gate.countDown();
    await(CompletableFuture.allOf(appends.toArray(CompletableFuture<?>[]::new)));

    assertThat(store.storage().forcesOf(segment) - forcesBefore).isBetween(1, 10);
    assertThat(log().highWatermark()).isEqualTo(501);
  }

  @Test
  void wakingManyLogsCostsFewFlushes() throws Exception {
    List<CompletableFuture<Leadership>> leaders = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      leaders.add(store.logs().log("entity|" + i).lead().toCompletableFuture());
    }

    await(CompletableFuture.allOf(leaders.toArray(CompletableFuture<?>[]::new)));

    assertThat(store.storage().forcesOf("replicas")).isLessThan(150);
    assertThat(leaders).allMatch(led -> led.join().epoch().equals(new LeaderEpoch(1)));
  }
}
