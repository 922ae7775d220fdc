package io.tukki.persistence.transport;

import io.tukki.core.id.ClusterId;
import io.tukki.core.id.ReplicaId;

/** Whom other nodes have to expect here. */
public record LinkIdentity(ClusterId cluster, ReplicaId self) {}
