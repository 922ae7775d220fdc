package io.tukki.core.log;

/**
 * How often, since the node was started, something happened to its replicas that somebody should
 * look at. What it was, and in which log, is in the node's log.
 *
 * @param disksFailed replicas that ended because their device failed
 * @param logsDamaged replicas that ended because a batch in their log is not what was written
 * @param committedMayBeLost times that too few trusted replicas were left, and the best was taken
 * @param forcedToLead times that an operator had a replica go on alone
 */
public record ReplicationAlarms(
    long disksFailed, long logsDamaged, long committedMayBeLost, long forcedToLead) {}
