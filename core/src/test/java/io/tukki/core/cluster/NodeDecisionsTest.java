package io.tukki.core.cluster;

import static io.tukki.core.cluster.Clusters.CLUSTER;
import static io.tukki.core.cluster.Clusters.RULES;
import static io.tukki.core.cluster.Clusters.node;
import static io.tukki.core.cluster.Clusters.ofNodes;
import static io.tukki.core.cluster.Clusters.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.cluster.ClusterEvent.ClusterFormed;
import io.tukki.core.cluster.ClusterEvent.NodeRegistered;
import io.tukki.core.cluster.NodeImage.Endpoint;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.result.Refusal.InvalidRequest;
import io.tukki.core.result.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NodeDecisionsTest {

  @Test
  void theFirstNodeFormsTheCluster() {
    Decision<NodeImage> decision =
        new NodeDecisions(ClusterImage.unformed(CLUSTER), RULES).register(registration(1));

    assertThat(decision.events())
        .hasExactlyElementsOfTypes(ClusterFormed.class, NodeRegistered.class);
    assertThat(ClusterImage.unformed(CLUSTER).applyAll(decision.events()))
        .satisfies(
            image -> {
              assertThat(image.shardsPerReplicationFactor()).isEqualTo(60);
              assertThat(image.nodes()).containsOnlyKeys(new NodeId(1));
            });
  }

  @Test
  void theNumberOfShardsStaysWhatItWasAtFormation() {
    ClusterRules others = new ClusterRules(120, 1, 1, 10, 10);

    Decision<NodeImage> decision = new NodeDecisions(ofNodes(1), others).register(registration(2));

    assertThat(ofNodes(1).applyAll(decision.events()).shardsPerReplicationFactor()).isEqualTo(60);
  }

  @Test
  void aNodeThatComesBackUnchangedChangesNothing() {
    assertThat(new NodeDecisions(ofNodes(2), RULES).register(registration(2)))
        .isEqualTo(Decision.of(List.of(), node(2)));
  }

  @Test
  void aNodeThatMovedIsKnownByItsNewAddress() {
    NodeImage moved =
        new NodeImage(
            new NodeId(1),
            node(1).directory(),
            Map.of("kafka", new Endpoint("elsewhere", 9092)),
            Optional.of("rack-2"));

    Decision<NodeImage> decision =
        new NodeDecisions(ofNodes(1), RULES).register(new NodeRegistration(CLUSTER, moved));

    assertThat(ofNodes(1).applyAll(decision.events()).nodes()).containsEntry(moved.id(), moved);
  }

  @Test
  void aNodeOfAnotherClusterIsRefused() {
    ClusterId other = new ClusterId(new UUID(9, 9));

    assertRefused(
        new NodeDecisions(ofNodes(1), RULES).register(new NodeRegistration(other, node(2))),
        other.toString());
  }

  @Test
  void aKnownNodeOverAnotherDirectoryIsRefused() {
    NodeImage wiped = new NodeImage(new NodeId(1), node(5).directory(), Map.of(), Optional.empty());

    assertRefused(
        new NodeDecisions(ofNodes(1), RULES).register(new NodeRegistration(CLUSTER, wiped)),
        "data directory");
  }

  @Test
  void aDirectoryIsOneNodesOnly() {
    NodeImage copied =
        new NodeImage(new NodeId(7), node(1).directory(), Map.of(), Optional.empty());

    assertRefused(
        new NodeDecisions(ofNodes(1), RULES).register(new NodeRegistration(CLUSTER, copied)),
        "is node 1's");
  }

  private static void assertRefused(Decision<NodeImage> decision, String because) {
    assertThat(decision.events()).isEmpty();
    assertThat(decision.result())
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused ->
                assertThat(refused.refusal())
                    .isInstanceOfSatisfying(
                        InvalidRequest.class,
                        refusal -> assertThat(refusal.message()).contains(because)));
  }

  private static DirectoryId directory(int number) {
    return new DirectoryId(new UUID(77, number));
  }

  private static ClusterImage grant(ClusterImage image, DirectoryId directory) {
    return image.applyAll(new NodeDecisions(image, RULES).grantId(directory).events());
  }

  private static NodeId granted(ClusterImage image, DirectoryId directory) {
    return new NodeDecisions(image, RULES).grantId(directory).result().orThrow();
  }

  @Test
  void aBlankDirectoryGetsANumberThatNobodyHasHad() {
    ClusterImage image = ofNodes(3);
    ClusterImage removed =
        image.apply(new ClusterEvent.NodeRemoved(new NodeId(3), node(3).directory()));

    assertThat(granted(image, directory(1))).isEqualTo(new NodeId(4));
    assertThat(granted(removed, directory(1))).isEqualTo(new NodeId(4));
    assertThat(granted(grant(removed, directory(1)), directory(2))).isEqualTo(new NodeId(5));
  }

  @Test
  void numberOneIsTheNodesThatFormsTheClusterAndHasNotRegisteredYet() {
    assertThat(granted(ClusterImage.unformed(CLUSTER), directory(1))).isEqualTo(new NodeId(2));
  }

  @Test
  void aDirectoryThatAsksAgainHearsTheSame() {
    ClusterImage once = grant(ofNodes(1), directory(1));
    ClusterImage restored = ClusterImage.of(CLUSTER, once.snapshot());

    assertThat(new NodeDecisions(restored, RULES).grantId(directory(1)))
        .isEqualTo(Decision.of(List.of(), new NodeId(2)));
  }

  @Test
  void aNodeThatHasComeKeepsItsNumber() {
    assertThat(granted(ofNodes(2), node(2).directory())).isEqualTo(new NodeId(2));
  }

  @Test
  void aDecommissionedDirectoryIsNotTakenInAgain() {
    ClusterImage image =
        ofNodes(2).apply(new ClusterEvent.NodeRemoved(new NodeId(2), node(2).directory()));

    assertThat(new NodeDecisions(image, RULES).grantId(node(2).directory()).result())
        .isInstanceOf(Result.Refused.class);
  }
}
