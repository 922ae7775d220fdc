package io.tukki.api.http.route;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/**
 * Counts requests from their head to the end of their answer's body, so that a door that closes can
 * wait for them; the server's own graceful end waits for heads alone, and cuts uploads in two.
 * Thread-safe.
 */
public final class Exchanges {

  private final AtomicLong underWay = new AtomicLong();
  private final CompletableFuture<Done> over = new CompletableFuture<>();
  private volatile boolean closing;

  /** Answers whether the exchange may begin; else the door is closing. */
  boolean begin() {
    underWay.incrementAndGet();
    if (closing) {
      end();
      return false;
    }
    return true;
  }

  /** The exchange ends with this response: now, or when its body has been streamed. */
  HttpResponse endsWith(HttpResponse response) {
    if (!(response.entity() instanceof HttpEntity.Chunked)) {
      end();
      return response;
    }
    return response.transformEntityDataBytes(
        Flow.of(ByteString.class)
            .watchTermination(
                (mat, done) -> {
                  done.whenComplete((ended, failure) -> end());
                  return mat;
                }));
  }

  private void end() {
    if (underWay.decrementAndGet() == 0 && closing) {
      over.complete(Done.getInstance());
    }
  }

  /** Lets nothing begin any more; completes when all is over, or the time is. */
  public CompletionStage<Done> close(Duration patience) {
    closing = true;
    if (underWay.get() == 0) {
      over.complete(Done.getInstance());
    }
    return over.copy()
        .completeOnTimeout(Done.getInstance(), patience.toMillis(), TimeUnit.MILLISECONDS);
  }
}
