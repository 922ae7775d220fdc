package io.tukki.persistence.replication;

import static io.tukki.persistence.replication.StoreFixture.append;
import static io.tukki.persistence.replication.StoreFixture.await;
import static io.tukki.persistence.replication.TestBatches.batch;
import static io.tukki.persistence.replication.TestCluster.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.tukki.core.id.ReplicaId;
import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log moves from node 2 to node 4: what becomes of node 2's files, and of its word. */
class RetirementTest {

  private static final String ID = "entity|1";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final List<ReplicaId> BEFORE = List.of(id(1), id(2), id(3));
  private static final List<ReplicaId> AFTER = List.of(id(1), id(3), id(4));

  @TempDir Path directory;

  private TestCluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster(directory, 4, 3, TestCluster.SETTINGS);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Leadership lead(int node) {
    List<Leadership> led = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                led.add(await(cluster.store(node).log(ID).lead()));
                return true;
              } catch (ExecutionException e) {
                return false;
              }
            });
    return led.getLast();
  }

  private void begin() throws Exception {
    append(lead(1), batch(0, "a"));
    await().atMost(PATIENCE).until(() -> cluster.store(2).log(ID).highWatermark() == 1);
  }

  private void change(int leader, List<ReplicaId> voters) throws Exception {
    assertThat(await(cluster.store(leader).changeReplicas(ID, voters)))
        .isEqualTo(Result.ok(voters));
  }

  private Path files(int node) {
    return cluster.store(node).directoryOf(ID);
  }

  private void awaitRetired(int node) {
    await().atMost(PATIENCE).until(() -> Files.notExists(files(node)));
  }

  private boolean holds(int node, long endOffset) {
    return cluster
        .store(node)
        .status(ID)
        .filter(status -> status.bounds().highWatermark() == endOffset)
        .isPresent();
  }

  @Test
  void removedReplicaDeletesItsFilesAndTheOthersKeepTheirs() throws Exception {
    begin();

    change(1, AFTER);

    awaitRetired(2);
    await().atMost(PATIENCE).until(() -> cluster.store(2).reigns().retirements() == 1);
    assertThat(cluster.store(2).status(ID)).isEmpty();
    assertThat(files(1)).exists();
    assertThat(files(3)).exists();
    assertThat(files(4)).exists();
    await()
        .atMost(PATIENCE)
        .until(() -> cluster.store(1).status(ID).orElseThrow().leaving().isEmpty());
  }

  @Test
  void removedReplicaDoesNotLeadNorBeginTheLogAnew() throws Exception {
    begin();
    change(1, AFTER);
    awaitRetired(2);
    cluster.stop(1);
    cluster.stop(3);
    cluster.stop(4);
    cluster.stop(2);

    cluster.start(2);

    assertThat(catchThrowable(() -> await(cluster.store(2).log(ID).lead())))
        .hasCauseInstanceOf(RefusedException.class);
    assertThat(await(cluster.store(2).forceLead(ID))).isInstanceOf(Result.Refused.class);
  }

  @Test
  void replicaThatWasAwayIsToldWhenItComesBack() throws Exception {
    begin();
    cluster.stop(2);
    change(1, AFTER);
    assertThat(cluster.store(1).status(ID).orElseThrow().leaving()).containsExactly(id(2));

    cluster.start(2);

    awaitRetired(2);
  }

  @Test
  void replicaThatWasAwayIsToldByALaterLeader() throws Exception {
    begin();
    cluster.stop(2);
    change(1, AFTER);
    cluster.stop(1);
    Leadership later = lead(3);
    append(later, batch(later.firstOffset(), "b"));

    cluster.start(2);

    awaitRetired(2);
  }

  @Test
  void leaderThatRemovesItselfIsToldByTheNextOne() throws Exception {
    append(lead(2), batch(0, "a"));
    // Its reign ends with the change, so that it cannot say that it is done.
    await(cluster.store(2).changeReplicas(ID, AFTER));
    assertThat(cluster.store(2).status(ID).orElseThrow().voters()).isEqualTo(AFTER);

    lead(1);

    awaitRetired(2);
  }

  @Test
  void removedReplicaIsTakenInAgainAndLeads() throws Exception {
    begin();
    change(1, AFTER);
    awaitRetired(2);

    lead(1);
    change(1, BEFORE);

    awaitRetired(4);
    cluster.stop(1);
    Leadership again = lead(2);
    append(again, batch(again.firstOffset(), "b"));
    await().atMost(PATIENCE).until(() -> holds(3, again.firstOffset() + 1));
    assertThat(cluster.store(2).status(ID).orElseThrow().voters()).isEqualTo(BEFORE);
  }

  @Test
  void whatACrashLeavesOfARemovedReplicaGoesAtTheNextStart() throws Exception {
    begin();
    cluster
        .disk(2)
        .fail(FaultyStorage.Operation.REPLACE, files(2).toString(), new IOException("busy"));
    change(1, AFTER);
    await()
        .atMost(PATIENCE)
        .until(() -> cluster.store(1).status(ID).orElseThrow().leaving().isEmpty());
    await().atMost(PATIENCE).until(() -> cluster.store(2).status(ID).isEmpty());
    assertThat(files(2)).exists();
    cluster.kill(2);

    cluster.start(2);

    assertThat(files(2)).doesNotExist();
  }
}
