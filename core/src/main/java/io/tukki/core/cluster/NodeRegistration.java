package io.tukki.core.cluster;

import io.tukki.core.id.ClusterId;

/** A node as it presents itself, and the cluster that its data directory belongs to. */
public record NodeRegistration(ClusterId cluster, NodeImage node) {}
