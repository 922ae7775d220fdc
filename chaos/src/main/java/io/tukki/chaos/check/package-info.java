/**
 * The judge of histories: which of the anomalies that Jepsen's Kafka workload names are in one.
 *
 * <p>Pure: a history in, a {@link io.tukki.chaos.check.Verdict} out; it knows no cluster. Start at
 * {@link io.tukki.chaos.check.Checker}, which goes through the history a few times and keeps tables
 * for some partitions at a time, and {@link io.tukki.chaos.check.PartitionCheck}, which holds the
 * rules.
 *
 * <p>Gaps in offsets are legal, since changes of a log's replicas take offsets that no reader gets;
 * a poll skips only where somebody has read a value in between. What {@link
 * io.tukki.chaos.history.Event.Promise#MAY_BE_CUT} allows is counted and not held against the run.
 *
 * <p>Transactions have no events yet: precommitted reads and write cycles (G0, G1c) get a place in
 * {@link io.tukki.chaos.check.Anomaly} when there is something to record.
 */
@NullMarked
package io.tukki.chaos.check;

import org.jspecify.annotations.NullMarked;
