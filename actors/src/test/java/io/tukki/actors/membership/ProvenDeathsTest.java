package io.tukki.actors.membership;

import static org.awaitility.Awaitility.await;

import io.tukki.actors.testing.TestNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProvenDeathsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path snapshots;

  private TestNode start() {
    // Whatever is removed in this test is not removed for want of heartbeats.
    return TestNode.start(
        UUID.randomUUID().toString(),
        snapshots,
        Map.of(
            "pekko.cluster.failure-detector.acceptable-heartbeat-pause", "1h",
            "pekko.cluster.failure-detector.longest-silence", "1h"));
  }

  private static Cluster cluster(TestNode node) {
    return Cluster.get(node.system());
  }

  private static int members(TestNode node) {
    return cluster(node).state().members().size();
  }

  @Test
  void aMemberThatIsKnownToBeDeadIsRemovedWithoutWaitingForItsHeartbeats() {
    try (TestNode one = start();
        TestNode two = start()) {
      ProvenDeaths deaths = ProvenDeaths.start(one.system());
      one.join(one.address());
      two.join(one.address());
      UniqueAddress dead = cluster(two).selfMember().uniqueAddress();
      await().atMost(PATIENCE).until(() -> members(one) == 2);

      deaths.died(dead);

      await().atMost(PATIENCE).until(() -> members(one) == 1);
    }
  }

  @Test
  void anotherProcessAtTheSameAddressIsLeftAlone() {
    try (TestNode one = start();
        TestNode two = start();
        TestNode three = start()) {
      ProvenDeaths deaths = ProvenDeaths.start(one.system());
      one.join(one.address());
      two.join(one.address());
      three.join(one.address());
      await().atMost(PATIENCE).until(() -> members(one) == 3);

      deaths.died(new UniqueAddress(two.address(), 1L));
      // What was said first has been acted on by the time that the second has been.
      deaths.died(cluster(three).selfMember().uniqueAddress());

      await().atMost(PATIENCE).until(() -> members(one) == 2);
      await()
          .atMost(PATIENCE)
          .until(() -> cluster(two).selfMember().status().equals(MemberStatus.up()));
    }
  }
}
