/**
 * What is measured on several nodes: how long a partition is silent when its leader goes, and what
 * replication costs.
 *
 * <p>Figures, not verdicts. Start reading at {@link io.tukki.chaos.measure.FailoverCommand} and
 * {@link io.tukki.chaos.measure.ReplicationCommand}.
 */
@NullMarked
package io.tukki.chaos.measure;

import org.jspecify.annotations.NullMarked;
