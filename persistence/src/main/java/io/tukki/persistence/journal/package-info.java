/**
 * The plugins that Pekko Persistence loads: the journal, the snapshot store and the read journal,
 * over {@link io.tukki.persistence.replication}.
 *
 * <p>Thin on purpose: what may be written, when and by whom is decided below. Here, Pekko's types
 * are translated into record batches and back. A partition's record batches pass through as they
 * are; any other event is serialized by Pekko and becomes a record, the events of one {@code
 * persistAll} one batch.
 *
 * <p>Threads: the plugin actors never block, they hand off to the storage's threads and answer with
 * futures, which touch no actor field.
 *
 * <p>Start reading at {@link io.tukki.persistence.journal.TukkiJournal}; an application gets at the
 * logs themselves through {@link io.tukki.persistence.journal.NodeStorage}.
 */
@NullMarked
package io.tukki.persistence.journal;

import org.jspecify.annotations.NullMarked;
