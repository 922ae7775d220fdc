package io.tukki.clusterconfig.cli.client;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Sends records to a topic, in order. One request is under way at a time, so that nothing
 * overtakes; what comes meanwhile makes up the next one, which is bounded. So a single record goes
 * at once and a flood goes in large requests.
 *
 * <p>One thread calls {@code send} and then {@code finish}; another, of this class, talks to the
 * node.
 */
public final class RecordUpload {

  private final UploadSettings settings;
  private final BatchSender sender;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private LineBatch waiting = new LineBatch();
  private boolean finished;
  private Optional<RuntimeException> failure = Optional.empty();

  public RecordUpload(NodeClient node, String topic, UploadSettings settings) {
    this.settings = settings;
    this.sender = new BatchSender(node, topic, settings);
    this.thread = Thread.ofVirtual().name("upload").start(this::sendUntilFinished);
  }

  /** Waits while the node is behind. */
  public void send(NewRecord record) {
    withRoom(batch -> batch.add(record));
  }

  /** Sends a JSON document of the user's as it is; one line. */
  public void sendDocument(byte[] document) {
    withRoom(batch -> batch.add(document));
  }

  /** Waits until everything is answered for. */
  public UploadTally finish() {
    locked(() -> finished = true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    failure.ifPresent(
        problem -> {
          throw problem;
        });
    return sender.tally();
  }

  private interface Addition {
    void to(LineBatch batch);
  }

  private void withRoom(Addition addition) {
    await(() -> failure.isPresent() || !isFull());
    locked(
        () -> {
          failure.ifPresent(
              problem -> {
                throw problem;
              });
          addition.to(waiting);
        });
  }

  private boolean isFull() {
    return waiting.lines() >= settings.batchRecords()
        || waiting.sizeBytes() >= settings.batchBytes();
  }

  private void sendUntilFinished() {
    try {
      while (true) {
        await(() -> finished || waiting.lines() > 0);
        LineBatch batch = take();
        if (batch.lines() == 0) {
          return;
        }
        sender.send(batch);
      }
    } catch (RuntimeException e) {
      locked(() -> failure = Optional.of(e));
    }
  }

  private LineBatch take() {
    lock.lock();
    try {
      LineBatch batch = waiting;
      waiting = new LineBatch();
      changed.signalAll();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(BooleanSupplier condition) {
    lock.lock();
    try {
      while (!condition.getAsBoolean()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }
}
