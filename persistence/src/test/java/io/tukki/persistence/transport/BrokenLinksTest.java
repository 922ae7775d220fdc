package io.tukki.persistence.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.Transport.Priority;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.transport.Heard.Word;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes and a network that fails between them. */
@Timeout(60)
class BrokenLinksTest {

  private static final ReplicaId A = Samples.replica(1);
  private static final ReplicaId B = Samples.replica(2);

  private final AtomicInteger epochs = new AtomicInteger();
  private final ActorSystem system = TestNode.system("");
  private TestNode a;
  private TestNode b;
  private Proxy proxy;

  @BeforeEach
  void start() throws Exception {
    a = new TestNode(system, 1);
    b = new TestNode(system, 2);
    proxy = new Proxy(b.address());
    a.knows(B, proxy.address());
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    a.close();
    b.close();
    TestKit.shutdownActorSystem(system);
  }

  /** Replicas say everything again, and so does this. */
  private void awaitThatBHears() {
    await()
        .until(
            () -> {
              int epoch = epochs.incrementAndGet();
              a.ping(B, epoch);
              return b.heard.words.stream()
                  .anyMatch(
                      word ->
                          word instanceof Word.Said(ReplicaId from, String log, Message said)
                              && said.epoch() > 0
                              && from.equals(A));
            });
    b.heard.words.clear();
  }

  @Test
  void aCutConnectionIsDialledAgain() {
    awaitThatBHears();
    proxy.cut();

    await().until(() -> a.transport.stats().connects() == 2);
    awaitThatBHears();
    assertThat(a.links).containsSubsequence("connected 2", "broken 2", "connected 2");
    assertThat(a.links).doesNotContain("refused 2");
  }

  @Test
  void aDeadProcessIsFoundOutThoughNobodyHasAnythingToSay() throws Exception {
    awaitThatBHears();
    proxy.close();

    await().until(() -> a.links.contains("refused 2"));
    assertThat(a.links).containsSubsequence("connected 2", "broken 2", "refused 2");
  }

  @Test
  void whoeverAcceptedLearnsOfADeathAsWell() {
    a.knows(b);
    b.knows(a);
    awaitThatBHears();
    a.close();

    await().until(() -> b.links.contains("refused 1"));
    assertThat(b.links).containsSubsequence("broken 1", "refused 1");
  }

  @Test
  void aNodeThatWasNeverSpokenToIsFoundDeadAsWell() throws Exception {
    a.transport.keepInTouch(B);
    await().until(() -> a.links.contains("connected 2"));
    proxy.close();

    await().until(() -> a.links.contains("refused 2"));
    assertThat(a.links).containsSubsequence("connected 2", "broken 2", "refused 2");
  }

  @Test
  void aNodeThatIsSilentIsNotSaidToRefuse() {
    a.transport.keepInTouch(B);
    await().until(() -> a.links.contains("connected 2"));
    proxy.freeze();

    // Dialled meanwhile, again and again, and taken by the kernel at best.
    await().until(() -> a.links.contains("broken 2"));
    await().pollDelay(java.time.Duration.ofSeconds(3)).until(() -> true);
    assertThat(a.links).doesNotContain("refused 2");
  }

  @Test
  void aNodeThatIsGoneIsDialledUntilItIsForgotten() throws Exception {
    awaitThatBHears();
    proxy.close();
    await().until(() -> a.links.stream().filter("refused 2"::equals).count() >= 8);

    a.forgets(B);
    await().pollDelay(java.time.Duration.ofMillis(200)).until(() -> true);
    long refused = a.links.size();
    await().pollDelay(java.time.Duration.ofMillis(500)).until(() -> true);
    assertThat(a.links).hasSize((int) refused);
  }

  @Test
  void aNodeThatMovedIsConnectedThoughNobodyHasAnythingToSay() throws Exception {
    a.transport.keepInTouch(B);
    await().until(() -> a.links.contains("connected 2"));
    try (Proxy elsewhere = new Proxy(b.address())) {
      a.knows(B, elsewhere.address());

      await().until(() -> elsewhere.connections() == 1);
    }
  }

  @Test
  void aNodeThatComesBackElsewhereIsFoundThere() throws Exception {
    awaitThatBHears();
    proxy.close();
    await().until(() -> a.links.contains("refused 2"));

    try (Proxy elsewhere = new Proxy(b.address())) {
      a.knows(B, elsewhere.address());
      awaitThatBHears();
    }
  }

  @Test
  void aConnectionToAnAddressThatIsNoMoreTheNodesIsLeft() throws Exception {
    awaitThatBHears();
    try (Proxy elsewhere = new Proxy(b.address())) {
      a.knows(B, elsewhere.address());
      await()
          .until(
              () -> {
                a.ping(B, epochs.incrementAndGet());
                return elsewhere.connections() == 1;
              });
      awaitThatBHears();
    }
    assertThat(a.links).doesNotContain("refused 2");
  }

  @Test
  void aSilentNetworkIsGivenUpAndTriedAnew() {
    awaitThatBHears();
    proxy.freeze();

    await().until(() -> a.links.contains("broken 2"));
    proxy.thaw();
    await().until(() -> a.transport.stats().connects() == 2);
    awaitThatBHears();
  }

  @Test
  void anIdleConnectionStays() {
    awaitThatBHears();

    // Longer than silence is borne.
    await().pollDelay(java.time.Duration.ofSeconds(3)).until(() -> true);
    assertThat(a.links).containsExactly("connected 2");
    assertThat(proxy.connections()).isEqualTo(1);
  }

  @Test
  void aSlowReceiverCostsNoMemoryButSlicesThatAreNotReadYet() {
    awaitThatBHears();
    proxy.freeze();
    int sizeBytes = 1 << 20;
    CompletionStage<Void> last = null;
    for (int i = 0; i < 100; i++) {
      last = a.transport.ship(B, "log", Samples.append(i), i, a.slice(sizeBytes, i), Priority.LIVE);
    }

    // What is in memory, and what the sockets took.
    assertThat(a.slices.read.get()).isLessThan(16 + 12);
    assertThat(last).isNotCompleted();
    proxy.thaw();
    await().until(() -> b.heard.words.size() >= 100);
    assertThat(last).isCompleted();
    assertThat(a.slices.closed).hasValue(100);
  }

  @Test
  void whatNobodyTakesIsDroppedAndWhoWaitsForRoomGoesOn() throws Exception {
    awaitThatBHears();
    proxy.freeze();
    CompletionStage<Void> last = null;
    for (int i = 0; i < 100; i++) {
      last =
          a.transport.ship(B, "log", Samples.append(i), i, a.slice(1 << 20, i), Priority.CATCH_UP);
    }
    assertThat(last).isNotCompleted();
    proxy.close();

    await().until(() -> a.links.contains("refused 2"));
    CompletionStage<Void> waiting = last;
    await().untilAsserted(() -> assertThat(waiting).isCompleted());
    assertThat(a.slices.closed).hasValue(100);
  }

  @Test
  void whoeverDialsTheWrongNodeIsTurnedAway() {
    ReplicaId other = Samples.replica(3);
    a.knows(other, b.address());

    await()
        .until(
            () -> {
              a.ping(other, 1);
              return proxy.connections() == 0 && a.transport.stats().messagesDropped() > 3;
            });
    assertThat(b.heard.words).isEmpty();
    assertThat(a.links).isEmpty();
  }

  @Test
  void anotherClusterIsTurnedAway() throws Exception {
    LinkIdentity foreign =
        new LinkIdentity(
            new io.tukki.core.id.ClusterId(new java.util.UUID(9, 9)), Samples.replica(4));
    try (TestNode stranger = new TestNode(system, foreign, 0, Optional.empty())) {
      stranger.knows(b);

      await()
          .until(
              () -> {
                stranger.ping(B, 1);
                return stranger.transport.stats().messagesDropped() > 3;
              });
      assertThat(b.heard.words).isEmpty();
      assertThat(stranger.links).isEmpty();
    }
  }

  @Test
  void aNodeThatStartsAfterItWasDialledIsReached() throws Exception {
    InetSocketAddress address = b.address();
    b.close();
    a.knows(B, address);
    a.ping(B, 1);
    await().until(() -> a.links.contains("refused 2"));

    b = new TestNode(system, Samples.identity(2), address.getPort(), Optional.empty());
    awaitThatBHears();
  }
}
