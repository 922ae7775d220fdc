package io.tukki.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tukki.core.cluster.ClusterEvent.ShardPlaced;
import io.tukki.core.id.NodeId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardPlacementTest {

  @ParameterizedTest
  @CsvSource({"1,1", "1,3", "3,3", "3,5", "2,7", "5,5", "3,4"})
  void leadersAndReplicasAreSpreadEvenly(int replicationFactor, int nodes) {
    List<ShardPlaced> placed = place(replicationFactor, nodes);

    Map<NodeId, Integer> led = new HashMap<>();
    Map<NodeId, Integer> held = new HashMap<>();
    for (ShardPlaced shard : placed) {
      assertThat(new HashSet<>(shard.replicas())).hasSize(replicationFactor);
      led.merge(shard.replicas().getFirst(), 1, Integer::sum);
      shard.replicas().forEach(node -> held.merge(node, 1, Integer::sum));
    }
    assertThat(spread(led.values())).isLessThanOrEqualTo(1);
    assertThat(spread(held.values())).isLessThanOrEqualTo(1);
    assertThat(led).hasSize(nodes);
  }

  @Test
  void theFollowersOfOneLeaderAreAllOtherNodes() {
    Map<NodeId, Integer> firstFollowersOfOne = new HashMap<>();
    place(2, 4).stream()
        .filter(shard -> shard.replicas().getFirst().equals(new NodeId(1)))
        .forEach(shard -> firstFollowersOfOne.merge(shard.replicas().get(1), 1, Integer::sum));

    assertThat(firstFollowersOfOne).hasSize(3);
    assertThat(spread(firstFollowersOfOne.values())).isLessThanOrEqualTo(1);
  }

  @Test
  void fewerNodesThanReplicasIsABug() {
    assertThatIllegalArgumentException().isThrownBy(() -> place(3, 2));
  }

  private static List<ShardPlaced> place(int replicationFactor, int nodes) {
    return ShardPlacement.place(
            replicationFactor,
            60,
            IntStream.rangeClosed(1, nodes).mapToObj(Clusters::node).toList())
        .stream()
        .map(ShardPlaced.class::cast)
        .toList();
  }

  private static int spread(Collection<Integer> counts) {
    return Collections.max(counts) - Collections.min(counts);
  }
}
