package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.cli.text.JsonFormat;
import io.tukki.clusterconfig.cli.text.TextRecord;
import io.tukki.clusterconfig.cli.text.TextRecord.Header;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordIterator;
import io.tukki.persistence.log.FileStorage;
import io.tukki.persistence.log.LogIdentity;
import io.tukki.persistence.log.LogInspector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints what an inspector finds. */
final class LogDump {

  private final Output out;
  private final boolean records;
  private final JsonFormat json = new JsonFormat();

  LogDump(Output out, boolean records) {
    this.out = out;
    this.records = records;
  }

  /**
   * A line for the log, and one for each damage.
   *
   * @return whether all of it is sound
   */
  boolean summarize(Path log) throws IOException {
    LogInspector inspector = new LogInspector(new FileStorage(), log);
    LogInspector.Summary summary = inspector.inspect((segment, position, batch) -> true);
    out.line(
        "%s: %d segments, %,d batches, %,d records, %s, %s"
            .formatted(
                name(inspector, log),
                inspector.segments().size(),
                summary.batches(),
                summary.records(),
                Progress.size(summary.bytes()),
                summary.damages().isEmpty() ? "sound" : "DAMAGED"));
    return damages(summary);
  }

  /** Every batch, and every damage. */
  boolean show(Path log) throws IOException {
    LogInspector inspector = new LogInspector(new FileStorage(), log);
    out.line(name(inspector, log) + " in " + log);
    inspector
        .checkpoint()
        .ifPresent(
            point ->
                out.line(
                    "checkpoint: starts at offset %d, flushed up to offset %d"
                        .formatted(point.startOffset(), point.recoveryPoint())));
    for (LogInspector.SegmentFileInfo segment : inspector.segments()) {
      out.line("segment %s, %s".formatted(segment.name(), Progress.size(segment.sizeBytes())));
    }
    LogInspector.Summary summary =
        inspector.inspect(
            (segment, position, batch) -> {
              batch(segment, position, batch);
              return true;
            });
    out.line(
        "%,d batches, %,d records, %s"
            .formatted(summary.batches(), summary.records(), Progress.size(summary.bytes())));
    return damages(summary);
  }

  private static String name(LogInspector inspector, Path log) throws IOException {
    return inspector.identity().map(LogIdentity::id).orElse(log.getFileName().toString());
  }

  private boolean damages(LogInspector.Summary summary) {
    for (LogInspector.Damage damage : summary.damages()) {
      out.line(
          "DAMAGE in %s at byte %,d, %,d bytes: %s"
              .formatted(
                  damage.segment(), damage.position(), damage.sizeBytes(), damage.message()));
    }
    return summary.damages().isEmpty();
  }

  private void batch(String segment, long position, RecordBatch batch) {
    out.line(
        "%s@%d  offsets %d-%d  %d records  %d bytes  epoch %s  %s  up to %s"
            .formatted(
                segment,
                position,
                batch.baseOffset(),
                batch.lastOffset(),
                batch.recordCount(),
                batch.sizeBytes(),
                batch.leaderEpoch(),
                batch.compression().map(Object::toString).orElse("unknown compression"),
                Instant.ofEpochMilli(batch.maxTimestampMs())));
    if (records) {
      try (RecordIterator each = batch.records()) {
        while (each.hasNext()) {
          json.print(text(each.next()), out);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Which topic and partition that was, only the controller's log knows. */
  private static TextRecord text(Record record) {
    List<Header> headers =
        record.headers().stream()
            .map(header -> new Header(header.key(), bytes(header.value())))
            .toList();
    return new TextRecord(
        "",
        0,
        record.offset(),
        record.timestampMs(),
        bytes(record.key()),
        bytes(record.value()),
        headers);
  }

  private static Optional<byte[]> bytes(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return Optional.empty();
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return Optional.of(bytes);
  }
}
