package io.tukki.chaos.cluster;

import java.util.List;

/** Where nodes live, and whether they can be cut off from each other. */
public interface Network extends AutoCloseable {

  /** The clients' end of a link. */
  int CLIENTS = 0;

  /** Nodes are numbered from 1; a number has the same address as long as the network lives. */
  Address address(int node);

  /** What to put in front of a command so that it runs where that node lives. */
  List<String> prefix(int node);

  boolean canCut();

  /** Silently drops what {@code from} sends to {@code to}; the other direction is left alone. */
  void cut(int from, int to);

  void heal(int from, int to);

  @Override
  void close();

  /** The ports of one node. */
  record Address(String host, int httpPort, int clusterPort, int replicationPort) {}
}
