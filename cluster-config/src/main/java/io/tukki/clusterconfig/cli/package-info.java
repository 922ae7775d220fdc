/**
 * The command line: one class per command, thin over a client of the HTTP door.
 *
 * <p>Commands other than {@code start} and {@code log dump} load nothing of Pekko, so that they
 * answer at once. An error is one line that says what to do; a stack trace is a bug. No rule of the
 * broker lives here.
 *
 * <p>Start reading at {@link io.tukki.clusterconfig.cli.Main}.
 */
@NullMarked
package io.tukki.clusterconfig.cli;

import org.jspecify.annotations.NullMarked;
