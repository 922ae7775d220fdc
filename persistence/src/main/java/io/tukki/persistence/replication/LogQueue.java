package io.tukki.persistence.replication;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * All that happens to one log, in order: appends, which are gathered, and everything else between
 * them. Bounded by the bytes that wait, both of this log and of the node.
 */
final class LogQueue {

  /** As {@link BlockingCall}, without a result. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  private sealed interface Task {}

  private record Write(Appends.Append append) implements Task {}

  private record Do(Runnable body) implements Task {}

  private final Appends appends;
  private final QueueBudget ownBudget;
  private final QueueBudget nodeBudget;
  private final int maxGatherBytes;
  private final Lane<Task> lane;

  LogQueue(Node node, Appends appends) {
    this.appends = appends;
    this.ownBudget = new QueueBudget(node.settings().queues().maxBytesPerLog());
    this.nodeBudget = node.budget();
    this.maxGatherBytes = node.settings().queues().maxGatherBytes();
    this.lane = new Lane<>(node.writing(), this::work);
  }

  /** An append of so many bytes was answered. */
  void giveBack(long bytes) {
    ownBudget.giveBack(bytes);
    nodeBudget.giveBack(bytes);
  }

  /**
   * To be answered with one {@link #giveBack}.
   *
   * @return false where too much waits already; nothing was queued then
   */
  boolean offer(Appends.Append append) {
    if (!ownBudget.tryTake(append.bytes())) {
      return false;
    }
    if (!nodeBudget.tryTake(append.bytes())) {
      ownBudget.giveBack(append.bytes());
      return false;
    }
    lane.put(new Write(append));
    return true;
  }

  /** Runs the body behind whatever was queued before; it must not throw. */
  void put(Runnable body) {
    lane.put(new Do(body));
  }

  /** Runs the job behind whatever was queued before. */
  <T> CompletionStage<T> call(BlockingCall<T> job) {
    CompletableFuture<T> done = new CompletableFuture<>();
    lane.put(new Do(() -> job.complete(done)));
    return done;
  }

  CompletionStage<Void> run(Action action) {
    return call(() -> {
          action.run();
          return true;
        })
        .thenAccept(done -> {});
  }

  private void work(Queue<Task> tasks) {
    long bytes = 0;
    Task task;
    while (bytes < maxGatherBytes && (task = tasks.poll()) != null) {
      switch (task) {
        case Write(var append) -> {
          appends.add(append);
          bytes += append.bytes();
        }
        case Do(var body) -> {
          appends.write();
          body.run();
        }
      }
    }
    appends.write();
  }
}
