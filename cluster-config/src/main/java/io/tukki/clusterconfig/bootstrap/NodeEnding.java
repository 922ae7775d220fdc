package io.tukki.clusterconfig.bootstrap;

/** Why a node runs no more. */
public sealed interface NodeEnding {

  /** It was asked to stop. */
  record Stopped() implements NodeEnding {}

  /**
   * The cluster has put it out, or it has found that it must leave, while it was still wanted: it
   * was cut off from the majority, say. What it stores is sound, and it may start again at once.
   */
  record PutOut(String because) implements NodeEnding {}
}
