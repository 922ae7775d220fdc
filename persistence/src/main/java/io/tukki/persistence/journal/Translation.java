package io.tukki.persistence.journal;

import io.tukki.core.record.RecordBatch;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.persistence.AtomicWrite;

/**
 * What one request of the entity becomes: the batches to append, and which of its atomic writes are
 * rejected instead.
 *
 * @param results one per atomic write, or empty where none is rejected, as Pekko has it
 */
record Translation(List<RecordBatch> batches, List<Optional<Exception>> results) {

  static Translation of(List<AtomicWrite> writes, JournalLayout layout, Place place) {
    List<RecordBatch> batches = new ArrayList<>(writes.size());
    List<Optional<Exception>> results = List.of();
    for (int i = 0; i < writes.size(); i++) {
      AtomicWrite write = writes.get(i);
      try {
        layout.translate(write, place, batches);
      } catch (NotSerializableException e) {
        place.skipTo(write.highestSequenceNr());
        if (results.isEmpty()) {
          results = new ArrayList<>(Collections.nCopies(writes.size(), Optional.empty()));
        }
        results.set(i, Optional.of(e));
      }
    }
    return new Translation(batches, results);
  }
}
