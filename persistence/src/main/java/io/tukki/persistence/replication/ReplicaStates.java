package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.Storage;
import io.tukki.persistence.log.StorageFullException;
import io.tukki.persistence.replication.ReplicaEntries.Start;
import io.tukki.persistence.replication.replica.DurableState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the replicas of one data directory must never forget, in one file. Whatever comes in while
 * the device is busy shares the next flush, so that failing over a thousand logs costs a few
 * flushes and not a thousand.
 *
 * <p>Also counts the starts of the directory's process, and knows the machine's boot.
 */
final class ReplicaStates {

  static final String FILE = "replicas";

  /** Of Tukki before logs had replicas. */
  private static final String EPOCHS_FILE = "epochs";

  /** About what an entry takes beside its log's name. */
  private static final int ENTRY_BYTES = 128;

  private sealed interface Task {}

  private record Save(String log, Optional<DurableState> state, CompletableFuture<Void> saved)
      implements Task {}

  private record Close(boolean clean, CompletableFuture<Void> closed) implements Task {}

  /** Saved and durable. Written by the lane alone. */
  private final Map<String, DurableState> durable;

  private final GroupFile file;
  private final Start start;

  /** Whether everything that earlier processes wrote since the machine started is synced. */
  private final boolean begunClean;

  private final Lane<Task> lane;

  /** Lane-confined: why nothing can be saved any more. */
  private @Nullable Throwable failure;

  private ReplicaStates(
      Map<String, DurableState> durable,
      GroupFile file,
      Start start,
      boolean begunClean,
      Executor pool) {
    this.durable = durable;
    this.file = file;
    this.start = start;
    this.begunClean = begunClean;
    this.lane = new Lane<>(pool, this::work);
  }

  /**
   * Reads the file, and notes durably that this start has begun; call it where blocking is allowed.
   *
   * @param boot names the time in which what was written and not synced is there still
   * @throws LogOfflineException if it is damaged or lost: without it nobody knows what was promised
   */
  static ReplicaStates open(Storage storage, Home home, ReplicaId self, String boot, Executor pool)
      throws IOException {
    Path path = home.path().resolve(FILE);
    Path epochs = home.path().resolve(EPOCHS_FILE);
    if (home.promised() && !storage.exists(path)) {
      throw lost(path);
    }
    Map<String, DurableState> durable = new ConcurrentHashMap<>();
    Loading loading = new Loading(durable);
    GroupFile file = GroupFile.open(storage, path, group -> ReplicaEntries.read(group, loading));
    try {
      Start before = loading.last;
      if (before.isNone() && home.promised()) {
        throw lost(path);
      }
      // A start that was cut short may have left the new file, and nothing in it.
      boolean upgraded = before.isNone() && storage.exists(epochs);
      if (upgraded) {
        GroupFile.open(
                storage, epochs, group -> ReplicaEntries.readEpochs(group, self, boot, durable))
            .close();
      }
      Start start = new Start(before.number() + 1, boot, false);
      boolean trusted = before.clean() && trust(durable, before.boot(), boot);
      if (trusted || upgraded) {
        file.rewrite(entries(start, durable));
      } else {
        file.append(List.of(ReplicaEntries.start(start)));
      }
      if (!home.promised()) {
        home.notePromised();
      }
      storage.delete(epochs);
      boolean begunClean = before.clean() || !before.boot().equals(boot);
      return new ReplicaStates(durable, file, start, begunClean, pool);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * A replica that has forgotten what it promised may promise the opposite; and what looks like a
   * log that was always here alone may have been one of several.
   */
  private static LogOfflineException lost(Path path) {
    return new LogOfflineException(
        "%s is missing or empty, though it was there before: this data directory has lost what its replicas promised to others, and must not be used for them any more. Put the file back if it was moved. Otherwise decommission this node, and start a new one with an empty data directory."
            .formatted(path));
  }

  /** What was whole when a process ended cleanly is whole under the boot that came after. */
  private static boolean trust(Map<String, DurableState> durable, String before, String now) {
    boolean any = durable.values().stream().anyMatch(state -> state.trustedBoot().equals(before));
    if (before.equals(now) || !any) {
      return false;
    }
    durable.replaceAll((log, state) -> state.carriedOver(before, now));
    return true;
  }

  private static Iterator<byte[]> entries(Start start, Map<String, DurableState> states) {
    return Stream.concat(
            Stream.of(ReplicaEntries.start(start)),
            states.entrySet().stream()
                .map(entry -> ReplicaEntries.state(entry.getKey(), entry.getValue())))
        .iterator();
  }

  private static final class Loading implements ReplicaEntries.Reader {
    private final Map<String, DurableState> states;
    private Start last = Start.NONE;

    Loading(Map<String, DurableState> states) {
      this.states = states;
    }

    @Override
    public void state(String log, DurableState state) {
      states.put(log, state);
    }

    @Override
    public void forgotten(String log) {
      states.remove(log);
    }

    @Override
    public void start(Start start) {
      last = start;
    }
  }

  /** How often a process was started over this directory, with this one. */
  long starts() {
    return start.number();
  }

  /** Names the machine's boot, or the time since the device failed in it. */
  String boot() {
    return start.boot();
  }

  /** What was saved last; empty where nothing ever was. */
  Optional<DurableState> of(String log) {
    return Optional.ofNullable(durable.get(log));
  }

  /** The logs from which this replica was removed. */
  List<String> retired(ReplicaId self) {
    return durable.entrySet().stream()
        .filter(entry -> entry.getValue().isTombstoneOf(self))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Completes, on a thread of the pool, when the state is durable; exceptionally where the device
   * refuses. Saves of one log become durable in the order of the calls.
   */
  CompletionStage<Void> save(String log, DurableState state) {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    lane.put(new Save(log, Optional.of(state), saved));
    return saved;
  }

  /** The log is gone for good. */
  CompletionStage<Void> forget(String log) {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    lane.put(new Save(log, Optional.empty(), saved));
    return saved;
  }

  /**
   * @param clean whether every log that was used is synced
   */
  CompletionStage<Void> close(boolean clean) {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    lane.put(new Close(clean, closed));
    return closed;
  }

  private void work(Queue<Task> tasks) {
    List<Save> saves = new ArrayList<>();
    Task task;
    while ((task = tasks.poll()) != null) {
      switch (task) {
        case Save save -> saves.add(save);
        case Close(var clean, var closed) -> {
          keep(saves);
          saves.clear();
          close(clean, closed);
        }
      }
    }
    keep(saves);
  }

  private void keep(List<Save> saves) {
    if (saves.isEmpty()) {
      return;
    }
    try {
      refuseIfFailed();
      Map<String, Save> group = HashMap.newHashMap(saves.size());
      saves.forEach(save -> group.put(save.log(), save));
      file.append(group.values().stream().map(ReplicaStates::entry).toList());
      group.values().forEach(this::remember);
      rewriteIfStale();
    } catch (IOException | RuntimeException e) {
      noteFailure(e);
      saves.forEach(save -> save.saved().completeExceptionally(e));
      return;
    }
    saves.forEach(save -> save.saved().complete(null));
  }

  private static byte[] entry(Save save) {
    return save.state()
        .map(state -> ReplicaEntries.state(save.log(), state))
        .orElseGet(() -> ReplicaEntries.forgotten(save.log()));
  }

  private void refuseIfFailed() {
    if (failure != null) {
      throw new LogOfflineException("the file of the replicas' states failed before", failure);
    }
  }

  private void remember(Save save) {
    save.state()
        .ifPresentOrElse(state -> durable.put(save.log(), state), () -> durable.remove(save.log()));
  }

  private void rewriteIfStale() throws IOException {
    if (file.isMostlyStale(this::liveBytes)) {
      file.rewrite(entries(start, durable));
    }
  }

  private long liveBytes() {
    long bytes = 0;
    for (String log : durable.keySet()) {
      bytes += ENTRY_BYTES + log.length();
    }
    return bytes;
  }

  private void noteFailure(Exception e) {
    // A full device may have room again; of any other failure nobody knows what it left behind.
    if (!(e instanceof StorageFullException) && failure == null) {
      failure = e;
    }
  }

  private void close(boolean clean, CompletableFuture<Void> closed) {
    boolean healthy = failure == null;
    failure = new LogOfflineException("the storage is closed");
    try {
      if (clean && healthy && begunClean) {
        file.append(List.of(ReplicaEntries.start(new Start(start.number(), start.boot(), true))));
      }
      file.close();
      closed.complete(null);
    } catch (IOException e) {
      closed.completeExceptionally(e);
    }
  }
}
