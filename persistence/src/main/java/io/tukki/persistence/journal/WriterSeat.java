package io.tukki.persistence.journal;

import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.persistence.replication.Durability;
import io.tukki.persistence.replication.Leadership;
import io.tukki.persistence.replication.ReplicatedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.persistence.AtomicWrite;
import org.jspecify.annotations.Nullable;

/**
 * One reign of one entity's incarnation, as the journal's actor sees it. Belongs to that actor;
 * only the stages that it hands out complete elsewhere.
 *
 * <p>Each recovery takes a new seat. The first incarnation that writes from it keeps it; those that
 * sat here before are refused, and if one of them slips in first, the sequence numbers tell.
 */
final class WriterSeat {

  /** As many former incarnations are told by name; older ones by their sequence numbers alone. */
  private static final int MAX_FORMER_WRITERS = 8;

  private final ReplicatedLog log;
  private final JournalLayout layout;
  private final CompletableFuture<Leadership> leading;
  private final List<String> formerWriters;

  private Optional<String> writer = Optional.empty();

  /** Set with the first write, when the leadership is there. */
  private @Nullable Place place;

  private WriterSeat(
      ReplicatedLog log,
      JournalLayout layout,
      CompletableFuture<Leadership> leading,
      List<String> formerWriters) {
    this.log = log;
    this.layout = layout;
    this.leading = leading;
    this.formerWriters = formerWriters;
  }

  /** In a new reign over the log, which begins where the snapshot store has not begun it. */
  static WriterSeat take(
      ReplicatedLog log, JournalLayout layout, Reigns reigns, Optional<WriterSeat> former) {
    return new WriterSeat(
        log, layout, reigns.take(log), former.map(WriterSeat::writersSoFar).orElse(List.of()));
  }

  private List<String> writersSoFar() {
    List<String> all = new ArrayList<>(formerWriters);
    writer.ifPresent(all::add);
    return List.copyOf(all.subList(Math.max(0, all.size() - MAX_FORMER_WRITERS), all.size()));
  }

  ReplicatedLog log() {
    return log;
  }

  JournalLayout layout() {
    return layout;
  }

  /** Completes when the reign has begun, with the highest sequence number found. */
  CompletionStage<Long> recovered() {
    return leading.thenApply(layout::highestSequenceNr);
  }

  boolean hasBegun() {
    return leading.isDone();
  }

  CompletionStage<Leadership> leading() {
    return leading;
  }

  /**
   * Appends the writes, in one go. To be called when the reign {@link #hasBegun()}.
   *
   * @param writes at least one
   */
  CompletionStage<Iterable<Optional<Exception>>> write(List<AtomicWrite> writes) {
    if (leading.isCompletedExceptionally()) {
      return leading.thenApply(never -> List.of());
    }
    Leadership leadership = leading.join();
    AtomicWrite first = writes.getFirst();
    if (!admits(first.payload().head().writerUuid())) {
      return refused(leadership, "another incarnation of this entity has recovered since");
    }
    Place at = placeIn(leadership);
    if (!goesOn(at.lastSequenceNr(), writes)) {
      return refused(
          leadership,
          "its next sequence number is %d, not %d"
              .formatted(at.lastSequenceNr() + 1, first.lowestSequenceNr()));
    }
    return append(leadership, Translation.of(writes, layout, at), layout.durability());
  }

  private static CompletionStage<Iterable<Optional<Exception>>> append(
      Leadership leadership, Translation translation, Durability durability) {
    if (translation.batches().isEmpty()) {
      return CompletableFuture.completedFuture(List.copyOf(translation.results()));
    }
    return leadership
        .append(translation.batches(), durability)
        .thenApply(appended -> translation.results());
  }

  private boolean admits(String writerUuid) {
    if (writer.isPresent()) {
      return writer.get().equals(writerUuid);
    }
    if (formerWriters.contains(writerUuid)) {
      return false;
    }
    writer = Optional.of(writerUuid);
    return true;
  }

  private Place placeIn(Leadership leadership) {
    if (place == null) {
      place = new Place(leadership.firstOffset(), layout.highestSequenceNr(leadership));
    }
    return place;
  }

  private static boolean goesOn(long lastSequenceNr, List<AtomicWrite> writes) {
    long last = lastSequenceNr;
    for (int i = 0; i < writes.size(); i++) {
      if (writes.get(i).lowestSequenceNr() != last + 1) {
        return false;
      }
      last = writes.get(i).highestSequenceNr();
    }
    return true;
  }

  private CompletionStage<Iterable<Optional<Exception>>> refused(
      Leadership leadership, String why) {
    return CompletableFuture.failedFuture(
        new RefusedException(
            new Refusal.NotLeader(
                "A write to '%s' is refused: %s (epoch %s)."
                    .formatted(log.persistenceId(), why, leadership.epoch()))));
  }
}
