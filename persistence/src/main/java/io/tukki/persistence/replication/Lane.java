package io.tukki.persistence.replication;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tasks done one at a time and in order, on whatever thread of a pool is free: a thread of one's
 * own that costs nothing while there is nothing to do. What one round of the worker sees, every
 * later round sees.
 */
final class Lane<T> {

  private final Executor pool;
  private final Consumer<Queue<T>> worker;
  private final Queue<T> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Runnable round = this::runRound;

  /**
   * @param worker takes as many tasks from the queue as it wants to do in one go, at least one;
   *     must not throw. What it leaves is done in a later round, behind other lanes' work
   */
  Lane(Executor pool, Consumer<Queue<T>> worker) {
    this.pool = pool;
    this.worker = worker;
  }

  void put(T task) {
    tasks.add(task);
    schedule();
  }

  private void schedule() {
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      boolean accepted = false;
      try {
        pool.execute(round);
        accepted = true;
      } finally {
        if (!accepted) {
          // The pool is shut down; the caller hears of it, and so does the next one.
          scheduled.set(false);
        }
      }
    }
  }

  private void runRound() {
    try {
      worker.accept(tasks);
    } finally {
      scheduled.set(false);
      if (!tasks.isEmpty()) {
        schedule();
      }
    }
  }
}
