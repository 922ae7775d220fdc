package io.tukki.persistence.replication;

import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.log.Log;
import io.tukki.persistence.log.LogHistory;
import io.tukki.persistence.log.LogPlace;
import io.tukki.persistence.replication.replica.Entry;
import io.tukki.persistence.replication.replica.Input.Written;
import io.tukki.persistence.replication.replica.Output;
import io.tukki.persistence.replication.replica.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Carries out what a replica asks of its log. Used from the log's lane only. */
final class LogDisk {

  private final Node node;
  private final LogHandle handle;
  private final Flusher flusher;
  private final Bounds bounds;
  private final List<RecordBatch> batches = new ArrayList<>();

  LogDisk(Node node, LogHandle handle, Flusher flusher, Bounds bounds) {
    this.node = node;
    this.handle = handle;
    this.flusher = flusher;
    this.bounds = bounds;
  }

  Written append(Output.AppendToLog append) throws IOException {
    node.refuseIfDeviceFailed();
    List<Entry> entries = append.entries();
    try {
      for (int i = 0; i < entries.size(); i++) {
        batches.add(batchOf(entries.get(i)));
      }
      return changed(append.cut(), log -> log.append(batches, node.nowMs()));
    } finally {
      batches.clear();
    }
  }

  private static RecordBatch batchOf(Entry entry) {
    return switch (entry.payload()) {
      case Payload.Batch(RecordBatch batch) -> batch;
      case Payload.Batch(Object handle) ->
          throw new IllegalStateException("no batch of ours: " + handle.getClass());
      case Payload.Change(var configuration) ->
          ConfigurationBatch.encode(configuration, entry.baseOffset(), entry.epoch());
    };
  }

  Written truncate(Output.TruncateLog truncate) throws IOException {
    return changed(truncate.cut(), log -> log.truncateTo(truncate.endOffset()));
  }

  Written reset(Output.ResetLog reset) throws IOException {
    LogHistory before =
        new LogHistory(
            reset.epochs().spans().stream()
                .map(span -> new LogHistory.EpochStart(span.epoch(), span.startOffset()))
                .toList(),
            List.of());
    LogPlace start = new LogPlace(reset.start().offset(), reset.start().ordinal());
    return changed(reset.cut(), log -> log.beginAnewAt(start, before));
  }

  void trim(long offset) throws IOException {
    changed(0, log -> log.deleteBefore(offset));
  }

  @FunctionalInterface
  private interface Change {
    void of(Log log) throws IOException;
  }

  private Written changed(int cut, Change change) throws IOException {
    return handle.use(
        log -> {
          change.of(log);
          node.deviceTakesWrites();
          flusher.noteAppend(log);
          bounds.publish(log);
          return new Written(cut, log.endOffset(), log.nextOrdinal());
        });
  }
}
