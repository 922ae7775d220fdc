package io.tukki.actors.partition;

import io.tukki.core.log.PartitionLog;
import org.apache.pekko.actor.typed.ActorRef;

/** A partition whose entity runs on this node: who takes its appends, and what its readers read. */
record LivePartition(ActorRef<PartitionCommand> front, PartitionLog log) {}
