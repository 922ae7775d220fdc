package io.tukki.actors.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tukki.actors.membership.Neighbours.Neighbour;
import io.tukki.actors.testing.TestNode;
import io.tukki.core.cluster.NodeImage.Endpoint;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real actor systems on the loopback address that join and leave a real cluster. */
final class IntroductionsTest {

  private static final ClusterId CLUSTER = new ClusterId(new UUID(1, 1));
  private static final Optional<Endpoint> REPLICATION =
      Optional.of(new Endpoint("127.0.0.1", 7400));

  @TempDir Path snapshots;

  private final List<Member> members = new ArrayList<>();

  @AfterEach
  void stop() {
    members.forEach(member -> member.node.close());
  }

  /** One node; joins the first one, which joins itself. */
  private final class Member {
    private final TestNode node;
    private final Introductions introductions;

    Member(int port) {
      node =
          TestNode.start(
              UUID.randomUUID().toString(),
              snapshots,
              Map.of("pekko.remote.artery.canonical.port", port));
      introductions = Introductions.start(node.system());
    }

    Address address() {
      return node.address();
    }

    UniqueAddress unique() {
      return Cluster.get(node.system()).selfMember().uniqueAddress();
    }

    Optional<ReplicaId> knows(Address other) {
      return introductions.at(other).flatMap(Neighbour::replica);
    }
  }

  private Member member(int port) {
    Member member = new Member(port);
    members.add(member);
    return member;
  }

  private Member joined() {
    Member member = member(0);
    member.node.join(members.getFirst().address());
    return member;
  }

  private static ReplicaId replica(int node) {
    return new ReplicaId(new NodeId(node), new DirectoryId(new UUID(7, node)));
  }

  private static Standing holder(int node) {
    return new Standing.Holder(CLUSTER, replica(node), REPLICATION);
  }

  private static void soon(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(assertion);
  }

  @Test
  void membersKnowEachOtherAndThemselves() {
    Member one = joined();
    one.introductions.introduceAs(holder(1));
    Member two = joined();
    two.introductions.introduceAs(holder(2));
    Member three = joined();
    three.introductions.introduceAs(new Standing.Client());

    for (Member member : members) {
      soon(
          () -> {
            assertThat(member.introductions.all())
                .containsExactlyInAnyOrder(
                    new Neighbour(one.unique(), Optional.of(replica(1)), REPLICATION),
                    new Neighbour(two.unique(), Optional.of(replica(2)), REPLICATION),
                    new Neighbour(three.unique(), Optional.empty(), Optional.empty()));
            assertThat(member.introductions.node(new NodeId(2)).map(Neighbour::address))
                .contains(two.unique());
            assertThat(member.introductions.node(new NodeId(3))).isEmpty();
          });
    }
  }

  @Test
  void whoIntroducesHimselfBeforeHeJoinsIsKnownOnceHeHas() {
    Member one = joined();
    Member two = member(0);
    two.introductions.introduceAs(holder(2));
    assertThat(one.knows(two.address())).isEmpty();

    two.node.join(one.address());

    soon(() -> assertThat(one.knows(two.address())).contains(replica(2)));
  }

  @Test
  void whoBecomesSomethingElseIsKnownAsThat() {
    Member one = joined();
    Member two = joined();
    Standing blank = new Standing.Blank(replica(2).directory());
    two.introductions.introduceAs(blank);
    soon(() -> assertThat(one.introductions.standing(two.unique())).contains(blank));

    two.introductions.introduceAs(holder(2));

    soon(() -> assertThat(one.introductions.standing(two.unique())).contains(holder(2)));
  }

  @Test
  void whoeverFollowsHearsOfThoseWhoCameBeforeAndOfThoseWhoCome() {
    Member one = joined();
    one.introductions.introduceAs(holder(1));
    Member two = joined();
    two.introductions.introduceAs(holder(2));
    soon(() -> assertThat(one.knows(two.address())).contains(replica(2)));
    List<Optional<ReplicaId>> heard = new CopyOnWriteArrayList<>();
    one.introductions.follow(member -> heard.add(member.replica()));
    soon(() -> assertThat(heard).contains(Optional.of(replica(1)), Optional.of(replica(2))));

    Member three = joined();
    three.introductions.introduceAs(holder(3));

    soon(() -> assertThat(heard).contains(Optional.of(replica(3))));
  }

  @Test
  void whoHasLeftIsForgotten() {
    Member one = joined();
    Member two = joined();
    two.introductions.introduceAs(holder(2));
    soon(() -> assertThat(one.knows(two.address())).contains(replica(2)));

    two.node.close();

    soon(() -> assertThat(one.introductions.all()).isEmpty());
    assertThat(one.introductions.standing(two.unique())).isEmpty();
  }

  @Test
  void anotherProcessAtTheSameAddressIsSomebodyElse() {
    Member one = joined();
    Member two = joined();
    one.introductions.introduceAs(holder(1));
    two.introductions.introduceAs(holder(2));
    soon(() -> assertThat(one.knows(two.address())).contains(replica(2)));
    UniqueAddress before = two.unique();
    Address address = two.address();
    two.node.close();

    Member after = member(address.getPort().orElseThrow());
    after.introductions.introduceAs(holder(3));
    after.node.join(one.address());

    soon(() -> assertThat(one.knows(address)).contains(replica(3)));
    assertThat(one.introductions.standing(before)).isEmpty();
    assertThat(one.introductions.node(new NodeId(2))).isEmpty();
    soon(() -> assertThat(after.knows(one.address())).contains(replica(1)));
  }
}
