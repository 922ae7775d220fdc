package io.tukki.persistence.replication;

import io.tukki.core.log.LogOfflineException;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.persistence.log.Log;
import io.tukki.persistence.log.StorageFullException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is queued for one log: as much as there is in one gather write, and where the policy
 * asks for it one flush for all of it. Used from the log's lane only.
 */
final class Appender {

  /** Appends that waited together, and the reign that each belongs to. */
  record Append(
      Reign reign, List<RecordBatch> batches, long bytes, CompletableFuture<Appended> done) {}

  /** What the appender needs of its log. */
  interface Owner {
    boolean reigns(Reign reign);

    /** The failed append's reign ends, so that nothing queued behind it is written. */
    void end(Reign reign);

    Refusal fenced(Reign reign);

    /** Bounds and listeners, before the answers go out. */
    void committed(Log log);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

  private final String name;
  private final Node node;
  private final LogHandle handle;
  private final Flusher flusher;
  private final Owner owner;
  private final boolean flushEach;

  private final List<Append> group = new ArrayList<>();
  private final List<RecordBatch> batches = new ArrayList<>();

  Appender(String name, Node node, LogHandle handle, Flusher flusher, Owner owner) {
    this.name = name;
    this.node = node;
    this.handle = handle;
    this.flusher = flusher;
    this.owner = owner;
    this.flushEach = node.settings().flush() instanceof FlushPolicy.Commit;
  }

  void add(Append append) {
    group.add(append);
  }

  /** Writes what was added. Every append is answered, whatever happens. */
  void write() {
    if (group.isEmpty()) {
      return;
    }
    try {
      handle.use(this::writeTo);
    } catch (IOException | RuntimeException e) {
      fail(e);
    } finally {
      group.clear();
      batches.clear();
    }
  }

  private Void writeTo(Log log) throws IOException {
    node.refuseIfDeviceFailed();
    admit(log.endOffset());
    if (!batches.isEmpty()) {
      log.append(batches, node.nowMs());
      if (flushEach) {
        flusher.flush(log);
      }
      node.deviceTakesWrites();
      owner.committed(log);
      answer(log.nextOrdinal());
    }
    return null;
  }

  /** Leaves in the group what may be written, and collects its batches. */
  private void admit(long endOffset) {
    long expected = endOffset;
    int admitted = 0;
    for (int i = 0; i < group.size(); i++) {
      Append append = group.get(i);
      if (!owner.reigns(append.reign())) {
        append.done().completeExceptionally(new RefusedException(owner.fenced(append.reign())));
      } else if (!goesOnFrom(expected, append.batches())) {
        owner.end(append.reign());
        append.done().completeExceptionally(misplaced(expected, append));
      } else {
        expected = append.batches().getLast().nextOffset();
        batches.addAll(append.batches());
        group.set(admitted++, append);
      }
    }
    group.subList(admitted, group.size()).clear();
    stampEpochs();
  }

  private static boolean goesOnFrom(long endOffset, List<RecordBatch> batches) {
    long expected = endOffset;
    for (int i = 0; i < batches.size(); i++) {
      RecordBatch batch = batches.get(i);
      if (batch.baseOffset() != expected) {
        return false;
      }
      expected = batch.nextOffset();
    }
    return true;
  }

  private IllegalArgumentException misplaced(long expected, Append append) {
    return new IllegalArgumentException(
        "batches for log '%s' must go on from offset %d, the first of %d is at %d"
            .formatted(
                name, expected, append.batches().size(), append.batches().getFirst().baseOffset()));
  }

  private void stampEpochs() {
    for (int i = 0; i < group.size(); i++) {
      Append append = group.get(i);
      for (int j = 0; j < append.batches().size(); j++) {
        RecordBatch batch = append.batches().get(j);
        batch.placeAt(batch.baseOffset(), append.reign().epoch());
      }
    }
  }

  private void answer(long nextOrdinal) {
    long ordinal = nextOrdinal - batches.size();
    for (int i = 0; i < group.size(); i++) {
      Append append = group.get(i);
      ordinal += append.batches().size();
      append.done().complete(new Appended(append.batches().getLast().nextOffset(), ordinal));
    }
  }

  private void fail(Exception cause) {
    Throwable told = told(cause);
    for (Append append : group) {
      owner.end(append.reign());
      append.done().completeExceptionally(told);
    }
  }

  /** The cause in the words that callers know. */
  private Throwable told(Exception cause) {
    return switch (cause) {
      case StorageFullException full -> {
        node.deviceIsFull(name, full);
        yield new RefusedException(new Refusal.StorageFull(messageOf(full)));
      }
      case LogOfflineException offline ->
          new RefusedException(new Refusal.LogOffline(messageOf(offline)));
      default -> {
        LOG.error("An append to log '{}' failed", name, cause);
        yield cause;
      }
    };
  }

  private static String messageOf(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
