/** What the core of replication costs, without disk and network. */
@NullMarked
package io.tukki.bench.replication;

import org.jspecify.annotations.NullMarked;
