package io.tukki.core.cluster;

import static io.tukki.core.cluster.Clusters.node;
import static io.tukki.core.cluster.Clusters.ofNodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.cluster.ClusterEvent.NodeDutyChanged;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ControllerVotersTest {

  @Test
  void nodesAreTakenInOneByOneUpToFive() {
    assertThat(settled(ofNodes(7), voters(1), nodes(1, 2, 3, 4, 5, 6, 7), Set.of()))
        .isEqualTo(voters(1, 2, 3, 4, 5));
    assertThat(next(ofNodes(3), voters(1), nodes(1, 2, 3), Set.of())).contains(voters(1, 2));
  }

  @Test
  void whoIsAwayIsNeitherTakenInNorLetGo() {
    assertThat(next(ofNodes(3), voters(1, 2), nodes(1, 2), Set.of())).isEmpty();
    assertThat(next(ofNodes(3), voters(1, 2, 3), nodes(1), Set.of())).isEmpty();
  }

  @Test
  void whoIsLostIsReplacedFirstAndThenLetGo() {
    assertThat(next(ofNodes(6), voters(1, 2, 3, 4, 5), nodes(1, 2, 3, 4, 6), nodes(5)))
        .contains(voters(1, 2, 3, 4, 5, 6));
    assertThat(next(ofNodes(6), voters(1, 2, 3, 4, 5, 6), nodes(1, 2, 3, 4, 6), nodes(5)))
        .contains(voters(1, 2, 3, 4, 6));
  }

  @Test
  void theLeaderIsNeverLetGoOf() {
    ClusterImage image = ofNodes(2).apply(new NodeDutyChanged(new NodeId(1), NodeDuty.LEAVE));

    assertThat(next(image, voters(1, 2), nodes(1, 2), Set.of())).isEmpty();
    assertThat(
            ControllerVoters.next(image, voters(1, 2), voters(2).getFirst(), nodes(1, 2), Set.of()))
        .contains(voters(2));
  }

  @Test
  void aDirectoryThatNobodyKnowsIsLetGoOf() {
    ReplicaId stranger = new ReplicaId(new NodeId(2), node(9).directory());

    assertThat(next(ofNodes(2), List.of(voters(1).getFirst(), stranger), nodes(1), Set.of()))
        .contains(voters(1));
  }

  private static List<ReplicaId> settled(
      ClusterImage image, List<ReplicaId> first, Set<NodeId> here, Set<NodeId> lost) {
    List<ReplicaId> voters = first;
    Optional<List<ReplicaId>> next = next(image, voters, here, lost);
    for (int step = 0; step < 20 && next.isPresent(); step++) {
      voters = next.get();
      next = next(image, voters, here, lost);
    }
    return voters;
  }

  private static Optional<List<ReplicaId>> next(
      ClusterImage image, List<ReplicaId> current, Set<NodeId> here, Set<NodeId> lost) {
    return ControllerVoters.next(image, current, voters(1).getFirst(), here, lost);
  }

  private static List<ReplicaId> voters(int... numbers) {
    return IntStream.of(numbers)
        .mapToObj(number -> new ReplicaId(new NodeId(number), node(number).directory()))
        .toList();
  }

  private static Set<NodeId> nodes(int... numbers) {
    return IntStream.of(numbers).mapToObj(NodeId::new).collect(Collectors.toSet());
  }
}
