package io.tukki.persistence.replication.replica;

import java.util.List;

/** What became of the replica, and what its driver has to do, in this order. */
public record Step(Replica replica, List<Output> outputs) {}
