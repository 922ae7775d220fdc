package io.tukki.actors.membership.admission;

import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;

/** What a blank node has become. */
public sealed interface Admitted {

  /** A node of the cluster that was there. */
  record Granted(ClusterId cluster, NodeId node) implements Admitted {}

  /** The first node of a new cluster. */
  record Forms() implements Admitted {}

  /**
   * Nothing yet: the cluster's controller would have to run on this node, which knows nothing. It
   * must leave and join again behind a node that does.
   */
  record StandsInTheWay() implements Admitted {}
}
