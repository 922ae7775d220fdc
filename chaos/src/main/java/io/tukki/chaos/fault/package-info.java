/**
 * What goes wrong in a run: which faults there are, which of them come when (seeded), and how each
 * is done and undone.
 *
 * <p>{@link io.tukki.chaos.fault.FaultPlan} only draws; {@link io.tukki.chaos.fault.Nemesis} only
 * acts.
 */
@NullMarked
package io.tukki.chaos.fault;

import org.jspecify.annotations.NullMarked;
