package io.tukki.multinode;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, each replica of everything, under load while things happen to them. */
final class ThreeNodesIT {

  private static final int NODES = 3;

  @TempDir Path directory;

  private Nodes nodes;
  private Clients clients;

  @BeforeEach
  void start() throws Exception {
    nodes = Nodes.start(directory, NODES, Nodes.Kinship.ONE_CLUSTER);
    clients = Clients.start(directory, nodes);
    clients.everyPartitionMoves();
  }

  @AfterEach
  void end() throws Exception {
    clients.close();
    nodes.close();
  }

  @Test
  void threeNodesFormAClusterThatReplicates() throws Exception {
    clients.sawNothingWrong();
  }

  @Test
  void aKilledNodeTakesNothingWithItThatWasAcknowledged() throws Exception {
    nodes.kill(2);

    clients.everyPartitionMoves();
    clients.sawNothingWrong();
  }

  @Test
  void aNodeThatIsCutOffIsReplacedByTheOthersAndComesBack() throws Exception {
    nodes.blackhole(3, 1);
    nodes.blackhole(3, 2);

    // It notices that it is out, and the network of its next actor system is whole.
    nodes.awaitReady(3, false);
    clients.everyPartitionMoves();
    nodes.awaitReady(3, true);
    clients.everyPartitionMoves();
    clients.sawNothingWrong();
  }

  @Test
  void everyNodeMayBeRestartedInTurn() throws Exception {
    for (int node = 1; node <= NODES; node++) {
      nodes.restart(node);
      clients.everyPartitionMoves();
    }
    clients.sawNothingWrong();
  }
}
