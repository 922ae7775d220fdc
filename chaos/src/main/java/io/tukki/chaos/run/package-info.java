/**
 * The commands: whole runs from the first process to the verdict.
 *
 * <p>Start reading at {@link io.tukki.chaos.run.ChaosCommand}.
 */
@NullMarked
package io.tukki.chaos.run;

import org.jspecify.annotations.NullMarked;
