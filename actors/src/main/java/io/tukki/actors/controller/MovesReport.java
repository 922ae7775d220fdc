package io.tukki.actors.controller;

import io.tukki.core.cluster.Relocation;
import io.tukki.core.id.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * How far relocations are that are carried out now; those that wait for their turn are not here.
 *
 * @param controller the node that the controller runs on, where it knows that
 */
public record MovesReport(Optional<NodeId> controller, List<Progress> moves) {

  public MovesReport {
    moves = List.copyOf(moves);
  }

  /**
   * @param done partitions whose logs have the voters of this step
   */
  public record Progress(Relocation what, int done, int partitions) {}
}
