package io.tukki.clusterconfig.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.membership.Neighbours;
import io.tukki.core.cluster.NodeImage.Endpoint;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import java.io.EOFException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.UniqueAddress;
import org.junit.jupiter.api.Test;

final class DeathNoticesTest {

  private static final NodeId NODE = new NodeId(2);
  private static final UniqueAddress PROCESS = process(1);
  private static final UniqueAddress NEXT_PROCESS = process(2);

  private final OneNeighbour neighbours = new OneNeighbour();
  private final List<UniqueAddress> dead = new ArrayList<>();
  private final DeathNotices notices = new DeathNotices(dead::add, neighbours);

  private static UniqueAddress process(long uid) {
    return new UniqueAddress(new Address("pekko", "tukki", "127.0.0.1", 7300), uid);
  }

  private static InetSocketAddress port(int port) {
    return InetSocketAddress.createUnresolved("127.0.0.1", port);
  }

  /** Who is known as node 2 at the moment. */
  private static final class OneNeighbour implements Neighbours {
    private Optional<Neighbour> known = Optional.empty();

    void introduce(UniqueAddress process, int port) {
      known =
          Optional.of(
              new Neighbour(
                  process,
                  Optional.of(new ReplicaId(NODE, new DirectoryId(new UUID(7, 2)))),
                  Optional.of(new Endpoint("127.0.0.1", port))));
    }

    @Override
    public Optional<Neighbour> at(Address address) {
      return known.filter(neighbour -> neighbour.address().address().equals(address));
    }

    @Override
    public Optional<Neighbour> node(NodeId id) {
      return known.filter(neighbour -> id.equals(NODE));
    }

    @Override
    public boolean isLeaving(NodeId id) {
      return false;
    }

    @Override
    public Collection<Neighbour> all() {
      return known.stream().toList();
    }
  }

  private void broken(int port) {
    notices.broken(NODE, port(port), new EOFException());
  }

  private void refused(int port) {
    notices.refused(NODE, port(port));
  }

  @Test
  void aBreakAndARefusalAreADeath() {
    neighbours.introduce(PROCESS, 7400);
    notices.connected(NODE);
    broken(7400);
    assertThat(dead).isEmpty();

    refused(7400);

    assertThat(dead).containsExactly(PROCESS);
  }

  @Test
  void aBreakAloneIsNone() {
    neighbours.introduce(PROCESS, 7400);
    broken(7400);
    notices.connected(NODE);

    refused(7400);

    assertThat(dead).isEmpty();
  }

  @Test
  void aRefusalAloneIsNone() {
    neighbours.introduce(PROCESS, 7400);

    refused(7400);

    assertThat(dead).isEmpty();
  }

  @Test
  void aProcessThatTookTheDeadOnesPortIsNotTakenForIt() {
    neighbours.introduce(PROCESS, 7400);
    broken(7400);
    neighbours.introduce(NEXT_PROCESS, 7400);

    refused(7400);

    assertThat(dead).isEmpty();
  }

  @Test
  void aRefusalWhereTheProcessDoesNotListenSaysNothingOfIt() {
    neighbours.introduce(PROCESS, 7401);
    broken(7401);

    refused(7400);

    assertThat(dead).isEmpty();
  }

  @Test
  void whoIsNoMemberCannotDie() {
    neighbours.introduce(PROCESS, 7400);
    broken(7400);
    neighbours.known = Optional.empty();

    refused(7400);

    assertThat(dead).isEmpty();
  }
}
