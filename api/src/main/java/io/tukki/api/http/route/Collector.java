package io.tukki.api.http.route;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Takes in one body. Too large, or too late, it is given up at once, so that its sender can be
 * told; but reading goes on for a while and forgets what comes, because a connection that is closed
 * on a client that still sends is reset, and the answer lost with it.
 */
final class Collector {

  /** More came than was to be kept. */
  static final class TooLarge extends RuntimeException {
    TooLarge() {
      super("too large", null, false, false);
    }
  }

  private final long maxBytes;
  private final long maxDrainBytes;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

  /**
   * Copied together: pieces of one byte each, kept as they came, would take fifty times as much.
   */
  private byte[] body = new byte[0];

  private int filled;
  private long forgottenBytes;

  private Collector(long maxBytes, long maxDrainBytes) {
    this.maxBytes = maxBytes;
    this.maxDrainBytes = maxDrainBytes;
  }

  /**
   * @param whole fails with TooLarge, with a TimeoutException, or as the body does
   * @param ended when reading is over, one way or another; never fails
   */
  record Collected(CompletionStage<byte[]> whole, CompletionStage<Done> ended) {}

  static Collected collect(
      Source<ByteString, ?> bytes, Bodies.Limits limits, Materializer materializer) {
    Collector collector = new Collector(limits.maxBytes(), limits.maxDrainBytes());
    collector.whole.orTimeout(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
    return collector.run(bytes, materializer);
  }

  /** Keeps nothing. */
  static CompletionStage<Done> forget(
      Source<ByteString, ?> bytes, long maxDrainBytes, Materializer materializer) {
    Collector collector = new Collector(0, maxDrainBytes);
    collector.whole.completeExceptionally(new TooLarge());
    return collector.run(bytes, materializer).ended();
  }

  private Collected run(Source<ByteString, ?> bytes, Materializer materializer) {
    CompletionStage<Done> ended =
        bytes
            .runWith(Sink.foreach(this::take), materializer)
            .handle(
                (done, failure) -> {
                  if (failure == null) {
                    whole.complete(body.length == filled ? body : Arrays.copyOf(body, filled));
                  } else {
                    whole.completeExceptionally(failure);
                  }
                  return Done.getInstance();
                });
    return new Collected(whole, ended);
  }

  private void take(ByteString bytes) {
    if (!whole.isDone() && filled + (long) bytes.size() <= maxBytes) {
      keep(bytes);
      return;
    }
    whole.completeExceptionally(new TooLarge());
    body = new byte[0];
    forgottenBytes += bytes.size();
    if (forgottenBytes > maxDrainBytes) {
      throw new TooLarge();
    }
  }

  private void keep(ByteString bytes) {
    int needed = filled + bytes.size();
    if (needed > body.length) {
      // A first piece fits exactly, and most bodies are one piece.
      body = Arrays.copyOf(body, (int) Math.max(needed, Math.min(2L * body.length, maxBytes)));
    }
    bytes.copyToArray(body, filled);
    filled = needed;
  }
}
