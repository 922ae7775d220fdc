package io.tukki.persistence.log;

import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.record.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a log that is not open, and changes nothing: every batch of every segment, with its CRC,
 * damaged stretches included. For people who want to know what is on their disk.
 *
 * <p>On a log that is open in a running node it sees what was written so far; its end may look
 * torn.
 */
public final class LogInspector {

  /** Is shown batches in the order they lie in. */
  @FunctionalInterface
  public interface BatchVisitor {

    /**
     * @param segment the file's name
     * @param position of the batch in it
     * @param batch whole and sound
     * @return whether to go on
     */
    boolean visit(String segment, long position, RecordBatch batch);
  }

  public record SegmentFileInfo(String name, long baseOffset, long sizeBytes) {}

  /**
   * @param startOffset the first offset that can be read
   * @param recoveryPoint the offset below which all was synced
   */
  public record CheckpointInfo(long startOffset, long recoveryPoint) {}

  /** Bytes that are no sound batch. */
  public record Damage(String segment, long position, long sizeBytes, String message) {}

  /** What there was in all. */
  public record Summary(long batches, long records, long bytes, List<Damage> damages) {}

  private final LogDirectory directory;

  public LogInspector(Storage storage, Path directory) {
    this.directory = new LogDirectory(storage, directory);
  }

  /**
   * Which log it is; empty if the file that says so is missing or damaged.
   *
   * @throws io.tukki.core.log.LogOfflineException if the format is not known here
   */
  public Optional<LogIdentity> identity() throws IOException {
    return LogMeta.read(directory);
  }

  /** Empty if there is none, or none that is whole. */
  public Optional<CheckpointInfo> checkpoint() throws IOException {
    return switch (Checkpoint.read(directory)) {
      case Checkpoint.Found.Whole(var whole) ->
          Optional.of(new CheckpointInfo(whole.startOffset(), whole.recoveryPoint()));
      case Checkpoint.Found.Missing() -> Optional.empty();
      case Checkpoint.Found.Damaged(var reason) -> Optional.empty();
    };
  }

  public List<SegmentFileInfo> segments() throws IOException {
    return LogFiles.list(directory).segments().stream()
        .map(entry -> new SegmentFileInfo(entry.name(), entry.baseOffset(), entry.sizeBytes()))
        .toList();
  }

  /** Walks over all segments. Needs memory for the largest batch. */
  public Summary inspect(BatchVisitor visitor) throws IOException {
    return inspect(segment -> true, visitor);
  }

  /** Which segments are worth reading. */
  @FunctionalInterface
  interface SegmentChoice {
    boolean includes(SegmentFileInfo segment) throws IOException;
  }

  /** As {@link #inspect(BatchVisitor)}, over some of the segments. */
  Summary inspect(SegmentChoice choice, BatchVisitor visitor) throws IOException {
    Walk walk = new Walk(visitor);
    for (SegmentFileInfo segment : segments()) {
      if (choice.includes(segment) && !walk.over(segment)) {
        break;
      }
    }
    return walk.summary();
  }

  private final class Walk {

    private final BatchVisitor visitor;
    private final List<Damage> damages = new ArrayList<>();
    private long batches;
    private long records;
    private long bytes;
    private Optional<Long> expectedOffset = Optional.empty();

    Walk(BatchVisitor visitor) {
      this.visitor = visitor;
    }

    Summary summary() {
      return new Summary(batches, records, bytes, List.copyOf(damages));
    }

    /**
     * @return whether to go on
     */
    boolean over(SegmentFileInfo segment) throws IOException {
      Path path = directory.path().resolve(segment.name());
      try (StorageFile file = directory.storage().open(path, Storage.Mode.READ)) {
        long position = 0;
        while (position < segment.sizeBytes()) {
          Optional<RecordBatch> batch = batchAt(file, segment, position);
          if (batch.isEmpty()) {
            position = nextSound(file, segment, position);
          } else {
            note(segment, position, batch.get());
            if (!visitor.visit(segment.name(), position, batch.get())) {
              return false;
            }
            position += batch.get().sizeBytes();
          }
        }
        return true;
      }
    }

    /** Empty if what lies there is no sound batch; the damage is noted then. */
    private Optional<RecordBatch> batchAt(StorageFile file, SegmentFileInfo segment, long position)
        throws IOException {
      try {
        RecordBatch batch = RecordBatch.wrap(bytesAt(file, segment, position));
        batch.verify();
        return Optional.of(batch);
      } catch (InvalidBatchException e) {
        damages.add(new Damage(segment.name(), position, 0, String.valueOf(e.getMessage())));
        return Optional.empty();
      }
    }

    private ByteBuffer bytesAt(StorageFile file, SegmentFileInfo segment, long position)
        throws IOException {
      long rest = segment.sizeBytes() - position;
      ByteBuffer prefix = read(file, position, Math.min(rest, RecordBatch.LENGTH_PREFIX_BYTES));
      if (prefix.remaining() < RecordBatch.LENGTH_PREFIX_BYTES) {
        return prefix;
      }
      long announced =
          RecordBatch.LENGTH_PREFIX_BYTES + (long) prefix.getInt(RecordBatch.BATCH_LENGTH);
      // Where the length makes no sense, the header is enough to say so.
      boolean plausible = announced >= RecordBatch.HEADER_BYTES && announced <= rest;
      return read(file, position, plausible ? announced : Math.min(rest, RecordBatch.HEADER_BYTES));
    }

    private ByteBuffer read(StorageFile file, long position, long sizeBytes) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(sizeBytes));
      SmallFile.readFully(file, position, bytes);
      return bytes.flip();
    }

    /** Where the next sound batch starts, or the segment's end; completes the damage noted last. */
    private long nextSound(StorageFile file, SegmentFileInfo segment, long position)
        throws IOException {
      long next =
          new BatchScan(file, position + 1, segment.sizeBytes())
              .findBatch(position + 1, segment.baseOffset())
              .orElse(segment.sizeBytes());
      Damage damage = damages.removeLast();
      damages.add(new Damage(damage.segment(), position, next - position, damage.message()));
      expectedOffset = Optional.empty();
      return next;
    }

    private void note(SegmentFileInfo segment, long position, RecordBatch batch) {
      if (expectedOffset.isPresent() && expectedOffset.get() != batch.baseOffset()) {
        damages.add(
            new Damage(
                segment.name(),
                position,
                0,
                "a batch has offset %d where %d must follow"
                    .formatted(batch.baseOffset(), expectedOffset.get())));
      }
      expectedOffset = Optional.of(batch.nextOffset());
      batches++;
      records += batch.recordCount();
      bytes += batch.sizeBytes();
    }
  }
}
