package io.tukki.persistence.replication;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a node's storage: waits until its logs are closed, and marks it as clean if they are.
 * Whatever holds up a log holds up the node's end no longer than the settings allow: a log that was
 * not closed is checked when it is opened, and nothing that was acknowledged depends on it.
 */
final class LastClosing {

  private static final Logger LOG = LoggerFactory.getLogger(LastClosing.class);

  /** Of logs that are not closed in time, so many are named. */
  private static final int NAMED = 10;

  private final Node node;
  private final Map<String, CompletableFuture<Void>> closing;

  /**
   * @param closing each log's, by its persistence id
   */
  LastClosing(Node node, Map<String, CompletableFuture<Void>> closing) {
    this.node = node;
    this.closing = closing;
  }

  /** Blocks. */
  void await() {
    Duration timeout = node.settings().idle().closeTimeout();
    try {
      CompletableFuture.allOf(closing.values().toArray(CompletableFuture<?>[]::new))
          .handle((done, failure) -> isClean(Optional.ofNullable(failure)))
          .thenCompose(node.states()::close)
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "{} of {} logs are not closed after {} ms and will be checked when they are opened: {}",
          late().size(),
          closing.size(),
          timeout.toMillis(),
          late().stream().limit(NAMED).toList());
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> late() {
    return closing.entrySet().stream()
        .filter(entry -> !entry.getValue().isDone())
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean isClean(Optional<Throwable> failure) {
    failure.ifPresent(
        cause ->
            LOG.warn("A log could not be closed cleanly; it is checked when it is opened", cause));
    return failure.isEmpty() && node.deviceFailure().isEmpty();
  }
}
