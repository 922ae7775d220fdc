package io.tukki.actors.membership.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.membership.Standing;
import io.tukki.actors.membership.admission.Situation.Known;
import io.tukki.actors.membership.admission.Situation.Step;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.UniqueAddress;
import org.junit.jupiter.api.Test;

final class SituationTest {

  private static UniqueAddress address(int number) {
    return new UniqueAddress(new Address("pekko", "tukki", "10.0.0." + number, 7300), 1L);
  }

  private static Known blank(int number) {
    return new Known(
        address(number), Optional.of(new Standing.Blank(new DirectoryId(new UUID(1, number)))));
  }

  private static Known silent(int number) {
    return new Known(address(number), Optional.empty());
  }

  private static Known holder(int number) {
    return new Known(
        address(number),
        Optional.of(
            new Standing.Holder(
                new ClusterId(new UUID(2, 2)),
                new ReplicaId(new NodeId(number), new DirectoryId(new UUID(1, number))),
                Optional.empty())));
  }

  /** What the node with number 1 does. */
  private static Step step(int expected, Known... members) {
    return new Situation(address(1), List.of(members), OptionalInt.of(expected)).step();
  }

  @Test
  void theOldestOfAllBlankNodesFormsTheClusterOnceAllAreThere() {
    assertThat(step(3, blank(1), blank(2), blank(3))).isEqualTo(new Step.Form());
    assertThat(step(3, blank(2), blank(1), blank(3))).isEqualTo(new Step.Wait());
    assertThat(step(3, blank(1), blank(2))).isEqualTo(new Step.Wait());
  }

  @Test
  void whoHasNotIntroducedHimselfMayKnowTheCluster() {
    assertThat(step(3, blank(1), blank(2), silent(3))).isEqualTo(new Step.Wait());
  }

  @Test
  void nothingIsFormedByWhoWasNotToldOfHowMany() {
    assertThat(new Situation(address(1), List.of(blank(1)), OptionalInt.empty()).step())
        .isEqualTo(new Step.Wait());
  }

  @Test
  void whereThereIsAClusterANumberIsAskedOfIt() {
    assertThat(step(3, holder(2), blank(1), blank(3))).isEqualTo(new Step.Ask(List.of(address(2))));
  }

  @Test
  void theOldestThatKnowsNothingStepsAside() {
    assertThat(step(2, blank(1), holder(2))).isEqualTo(new Step.StepAside());
  }

  @Test
  void whoIsNoMemberYetWaits() {
    assertThat(step(1)).isEqualTo(new Step.Wait());
  }
}
