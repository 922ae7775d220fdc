package io.tukki.core.cluster;

import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import java.util.Map;
import java.util.Optional;

/**
 * A node that has registered with the controller.
 *
 * @param endpoints where clients reach each door, by the door's name ({@code http}, {@code kafka})
 * @param rack what the node shares a fate with; replicas are better off in different ones
 */
public record NodeImage(
    NodeId id, DirectoryId directory, Map<String, Endpoint> endpoints, Optional<String> rack) {

  public NodeImage {
    endpoints = Map.copyOf(endpoints);
  }

  /** An address that clients can use, which need not be the one the node listens on. */
  public record Endpoint(String host, int port) {}
}
