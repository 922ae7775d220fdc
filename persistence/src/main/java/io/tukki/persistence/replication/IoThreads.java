package io.tukki.persistence.replication;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only threads that block on the disk. Few write, since appends of one log are serial and the
 * page cache is fast; others read, so that a long replay does not hold up a producer's answer.
 *
 * <p>The pools' queues need no bound of their own: a log stands in them once at most for writing,
 * and each reader waits for its answer before it asks again.
 */
final class IoThreads {

  private static final Logger LOG = LoggerFactory.getLogger(IoThreads.class);

  private final ExecutorService writing;
  private final ExecutorService reading;
  private final ExecutorService syncing;
  private final ScheduledExecutorService ticking;

  IoThreads(StoreSettings.Threads counts) {
    this.writing = Executors.newFixedThreadPool(counts.writing(), named("tukki-write"));
    this.reading = Executors.newFixedThreadPool(counts.reading(), named("tukki-read"));
    this.syncing = Executors.newFixedThreadPool(counts.syncing(), named("tukki-sync"));
    this.ticking = Executors.newSingleThreadScheduledExecutor(named("tukki-tick"));
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  Executor writing() {
    return writing;
  }

  Executor reading() {
    return reading;
  }

  Executor syncing() {
    return syncing;
  }

  /** Runs {@code task} once, unless all is over by then; it must be quick. */
  void later(Duration delay, Runnable task) {
    try {
      var unused = ticking.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Too late for a task of the storage", e);
    }
  }

  /** Runs {@code tick} again and again; it must be quick. */
  void every(Duration interval, Runnable tick) {
    long nanos = Math.max(1, interval.toNanos());
    var unused =
        ticking.scheduleWithFixedDelay(() -> run(tick), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private static void run(Runnable tick) {
    try {
      tick.run();
    } catch (RuntimeException e) {
      // Thrown on, it would be the last tick, and nobody would know.
      LOG.error("A periodic task of the storage failed", e);
    }
  }

  /** Lets what is queued run to its end. */
  void shutdown() {
    ticking.shutdownNow();
    reading.shutdown();
    syncing.shutdown();
    writing.shutdown();
  }
}
