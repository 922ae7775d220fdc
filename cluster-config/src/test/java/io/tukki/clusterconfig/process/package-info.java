/**
 * Nodes and commands as real processes: started, killed, asked, stopped.
 *
 * <p>What is tested here is what a user has before them: exit codes, lines on the terminal, data
 * that outlives the process. Whatever can be tested inside one JVM is tested elsewhere.
 *
 * <p>Start reading at {@link io.tukki.clusterconfig.process.NodeChild}.
 */
@NullMarked
package io.tukki.clusterconfig.process;

import org.jspecify.annotations.NullMarked;
