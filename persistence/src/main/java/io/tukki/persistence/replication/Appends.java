package io.tukki.persistence.replication;

import io.tukki.core.log.LogOfflineException;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.persistence.log.StorageFullException;
import io.tukki.persistence.replication.replica.Entry;
import io.tukki.persistence.replication.replica.Input;
import io.tukki.persistence.replication.replica.Output.Reason;
import io.tukki.persistence.replication.replica.Payload;
import io.tukki.persistence.replication.replica.Replica;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what is queued for one log to its replica, as much as there is in one request, and answers
 * when that is as durable as each asked. Used from the log's lane only.
 */
final class Appends {

  /** Batches of one call, and the reign that they belong to. */
  record Append(
      Reign reign,
      List<RecordBatch> batches,
      Durability durability,
      long bytes,
      CompletableFuture<Appended> done) {}

  private record Placed(Append append, Appended result) {}

  private static final Logger LOG = LoggerFactory.getLogger(Appends.class);

  private final String log;
  private final Node node;
  private final ReplicaDriver driver;

  private final List<Append> group = new ArrayList<>();
  private final Map<Long, List<Placed>> pending = new LinkedHashMap<>();

  Appends(String log, Node node, ReplicaDriver driver) {
    this.log = log;
    this.node = node;
    this.driver = driver;
  }

  void add(Append append) {
    group.add(append);
  }

  boolean isPending() {
    return !pending.isEmpty();
  }

  /** Writes what was added. Every append is answered some time, whatever happens. */
  void write() {
    if (group.isEmpty()) {
      return;
    }
    try {
      node.refuseIfDeviceFailed();
      int next = 0;
      while (next < group.size()) {
        next = request(next);
      }
    } catch (IOException | RuntimeException e) {
      fail(group, told(e));
    } finally {
      group.clear();
    }
  }

  /** Places the appends from this one on that ask for the same durability, and requests them. */
  private int request(int first) throws IOException {
    Replica replica = driver.started();
    Durability durability = group.get(first).durability();
    List<Entry> entries = new ArrayList<>();
    List<Placed> placed = new ArrayList<>();
    long offset = replica.endOffset();
    long ordinal = replica.nextOrdinal();
    int next = first;
    while (next < group.size() && group.get(next).durability() == durability) {
      Append append = group.get(next++);
      if (isAdmitted(append, offset)) {
        addEntries(append, ordinal, entries);
        offset = append.batches().getLast().nextOffset();
        ordinal += append.batches().size();
        placed.add(new Placed(append, new Appended(offset, ordinal)));
      }
    }
    if (!entries.isEmpty()) {
      long request = driver.nextRequest();
      pending.put(request, placed);
      driver.feed(new Input.AppendRequest(request, entries, waitFor(durability), 1));
    }
    return next;
  }

  private static Input.Wait waitFor(Durability durability) {
    return switch (durability) {
      case LEADER -> Input.Wait.LOCAL;
      case QUORUM -> Input.Wait.COMMITTED;
    };
  }

  private boolean isAdmitted(Append append, long endOffset) {
    if (!driver.elections().reigns(append.reign())) {
      fail(append, new RefusedException(driver.fenced(append.reign())));
      return false;
    }
    if (!goesOnFrom(endOffset, append.batches())) {
      driver.elections().end(append.reign());
      fail(append, misplaced(endOffset, append));
      return false;
    }
    return true;
  }

  private static boolean goesOnFrom(long endOffset, List<RecordBatch> batches) {
    long expected = endOffset;
    for (int i = 0; i < batches.size(); i++) {
      RecordBatch batch = batches.get(i);
      if (batch.baseOffset() != expected || batch.lastOffsetDelta() < 0) {
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
                log, expected, append.batches().size(), append.batches().getFirst().baseOffset()));
  }

  private static void addEntries(Append append, long firstOrdinal, List<Entry> entries) {
    List<RecordBatch> batches = append.batches();
    for (int i = 0; i < batches.size(); i++) {
      RecordBatch batch = batches.get(i);
      batch.placeAt(batch.baseOffset(), append.reign().epoch());
      entries.add(
          new Entry(
              append.reign().epoch().value(),
              batch.baseOffset(),
              batch.lastOffset(),
              firstOrdinal + i,
              batch.crc(),
              new Payload.Batch(batch)));
    }
  }

  // ---- answers ----

  /** False where the request was no append. */
  boolean acknowledged(long request) {
    List<Placed> done = pending.remove(request);
    if (done == null) {
      return false;
    }
    for (int i = 0; i < done.size(); i++) {
      Append append = done.get(i).append();
      driver.queue().giveBack(append.bytes());
      append.done().complete(done.get(i).result());
    }
    return true;
  }

  /** False where the request was no append. */
  boolean refused(long request, Reason reason) {
    List<Placed> refused = pending.remove(request);
    if (refused == null) {
      return false;
    }
    for (Placed placed : refused) {
      Append append = placed.append();
      driver.elections().end(append.reign());
      fail(append, new RefusedException(refusal(append, reason)));
    }
    return true;
  }

  private Refusal refusal(Append append, Reason reason) {
    return switch (reason) {
      case FENCED, NOT_LEADER, SUPERSEDED, NOT_A_VOTER, MISPLACED -> driver.fenced(append.reign());
      // These end a reign without a higher epoch, and what was under way may be written.
      case NO_QUORUM, REMOVED, RESIGNED ->
          new Refusal.NotLeader(
              "Log '%s' is not led here any more; whether the write took place is not known."
                  .formatted(log));
      case TOO_MANY_PENDING, CHANGE_UNDER_WAY, NOT_CAUGHT_UP ->
          new Refusal.Overloaded(
              "Too many appends to log '%s' wait for its replicas.".formatted(log));
      case DISK_FAILED -> new Refusal.LogOffline("The device of log '%s' failed.".formatted(log));
      case DAMAGED -> new Refusal.LogOffline("Log '%s' is damaged.".formatted(log));
    };
  }

  /** The replica ends; what was written of these nobody knows. */
  void failPending(Exception cause) {
    Throwable told = told(cause);
    List<List<Placed>> failed = List.copyOf(pending.values());
    pending.clear();
    for (List<Placed> request : failed) {
      fail(request.stream().map(Placed::append).toList(), told);
    }
  }

  private void fail(List<Append> appends, Throwable told) {
    for (Append append : appends) {
      driver.elections().end(append.reign());
      fail(append, told);
    }
  }

  private void fail(Append append, Throwable told) {
    if (!append.done().isDone()) {
      driver.queue().giveBack(append.bytes());
      append.done().completeExceptionally(told);
    }
  }

  /** The cause in the words that callers know. */
  private Throwable told(Exception cause) {
    return switch (cause) {
      case StorageFullException full -> {
        node.deviceIsFull(log, full);
        yield new RefusedException(new Refusal.StorageFull(messageOf(full)));
      }
      case LogOfflineException offline ->
          new RefusedException(new Refusal.LogOffline(messageOf(offline)));
      case RefusedException refused -> refused;
      default -> {
        LOG.error("An append to log '{}' failed", log, cause);
        yield cause;
      }
    };
  }

  private static String messageOf(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
