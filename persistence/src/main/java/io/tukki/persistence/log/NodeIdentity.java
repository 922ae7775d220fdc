package io.tukki.persistence.log;

import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import java.util.UUID;

/**
 * Who a node is, by what it stored and never by its address.
 *
 * @param directoryId names this data directory for ever; a new, empty directory is a new replica
 */
public record NodeIdentity(ClusterId clusterId, NodeId nodeId, UUID directoryId) {}
