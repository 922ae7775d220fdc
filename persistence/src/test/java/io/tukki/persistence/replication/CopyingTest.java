package io.tukki.persistence.replication;

import static io.tukki.persistence.replication.StoreFixture.append;
import static io.tukki.persistence.replication.StoreFixture.await;
import static io.tukki.persistence.replication.TestBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies are made a batch at a time, about one a second: all of them would take minutes. */
class CopyingTest {

  private static final String ID = "entity|1";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MISSED = 300;
  private static final int BYTES_PER_SECOND = 75;

  @TempDir Path directory;

  private TestCluster cluster;
  private Leadership leadership;

  /** The third comes back, and lacks much. */
  @BeforeEach
  void start() throws Exception {
    ReplicationSettings settings =
        TestCluster.SETTINGS
            .replication()
            .withShipments(new ReplicationSettings.Shipments(1, 8, 32, 4, BYTES_PER_SECOND));
    cluster = new TestCluster(directory, 3, 3, TestCluster.SETTINGS.withReplication(settings));
    leadership = await(log(1).lead());
    append(leadership, batch(0, "first"));
    await().atMost(PATIENCE).until(() -> log(3).nextOrdinal() == 2);
    cluster.stop(3);
    for (int i = 1; i <= MISSED; i++) {
      append(leadership, batch(i, "missed"));
    }
    cluster.start(3);
    await().atMost(PATIENCE).until(() -> log(3).nextOrdinal() >= 3);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private ReplicatedLog log(int node) {
    return cluster.store(node).log(ID);
  }

  @Test
  void whoCopiesWaitsAndWhoKeepsUpDoesNot() throws Exception {
    for (int i = 1; i <= 50; i++) {
      append(leadership, batch(MISSED + i, "live"));
    }

    await().atMost(PATIENCE).until(() -> log(2).highWatermark() == MISSED + 51);
    assertThat(log(3).nextOrdinal()).isLessThan(MISSED / 2);
  }

  @Test
  void whoAMajorityWaitsForDoesNotWait() throws Exception {
    cluster.stop(2);

    await().atMost(PATIENCE).until(() -> log(3).nextOrdinal() > MISSED);
  }
}
