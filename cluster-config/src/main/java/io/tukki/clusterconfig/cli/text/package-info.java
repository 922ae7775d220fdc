/**
 * Between texts and records: cuts an input into records, finds their keys, prints records again.
 *
 * <p>Works on bytes, so that what goes in comes out the same, whatever its encoding. Knows no
 * network and no terminal; one thread.
 *
 * <p>Start reading at {@link io.tukki.clusterconfig.cli.text.RecordSplitter} and {@link
 * io.tukki.clusterconfig.cli.text.RecordTemplate}.
 */
@NullMarked
package io.tukki.clusterconfig.cli.text;

import org.jspecify.annotations.NullMarked;
