package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;

/**
 * Who a replica is from one start of its process to the next.
 *
 * @param incarnation greater than at any start before; kept on disk by the driver
 * @param boot names the machine's current boot
 */
public record Identity(
    ReplicaId id, long incarnation, String boot, Settings settings, Rules rules) {}
