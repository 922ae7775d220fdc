package io.tukki.api.http.route;

import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.problem.ProblemException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads request bodies within bounds: each by its own, all that are in memory at a time by another.
 * Thread-safe.
 */
public final class Bodies {

  /**
   * @param maxBytes of one body that is read as a whole
   * @param maxInFlightBytes of all bodies whose requests are not answered yet
   * @param maxDrainBytes how much of an unwanted body is read so that its sender gets to see the
   *     answer, before the connection is cut
   * @param timeout for one body to arrive
   */
  public record Limits(
      long maxBytes, long maxInFlightBytes, long maxDrainBytes, Duration timeout) {}

  private final Limits limits;
  private final Materializer materializer;
  private final AtomicLong inFlightBytes = new AtomicLong();

  public Bodies(Limits limits, Materializer materializer) {
    this.limits = limits;
    this.materializer = materializer;
  }

  public long inFlightBytes() {
    return inFlightBytes.get();
  }

  /** The whole body; its memory counts as in use until {@code use} has completed. */
  public <T> CompletionStage<T> withWhole(Call call, Function<byte[], CompletionStage<T>> use) {
    HttpRequest request = call.request();
    long announced = request.entity().getContentLengthOption().orElse(limits.maxBytes());
    if (announced > limits.maxBytes()) {
      throw tooLarge().asException();
    }
    Lease lease = lease(announced);
    Collector.Collected collected =
        Collector.collect(request.entity().withoutSizeLimit().getDataBytes(), limits, materializer);
    call.isRead(collected.ended());
    return collected
        .whole()
        .handle(this::orProblem)
        .thenCompose(use)
        .whenComplete((done, failure) -> lease.close());
  }

  private byte[] orProblem(byte @Nullable [] body, @Nullable Throwable failure) {
    return switch (failure) {
      case Collector.TooLarge large -> throw tooLarge().asException();
      case TimeoutException late -> throw tooSlow().asException();
      case null -> Objects.requireNonNull(body);
      default -> throw brokenOff(failure);
    };
  }

  /** Memory that is in use until it is closed, which may be done twice. */
  public final class Lease implements AutoCloseable {

    private final AtomicLong bytes;

    private Lease(long bytes) {
      this.bytes = new AtomicLong(bytes);
    }

    @Override
    public void close() {
      inFlightBytes.addAndGet(-bytes.getAndSet(0));
    }
  }

  /**
   * @throws ProblemException if so much cannot be had now
   */
  public Lease lease(long bytes) {
    if (inFlightBytes.addAndGet(bytes) > limits.maxInFlightBytes()) {
      inFlightBytes.addAndGet(-bytes);
      throw Problem.transientOne(
              ProblemCode.OVERLOADED,
              "Requests that are under way hold %d bytes at most; try again a little later."
                  .formatted(limits.maxInFlightBytes()))
          .asException();
    }
    return new Lease(bytes);
  }

  public long maxDrainBytes() {
    return limits.maxDrainBytes();
  }

  private Problem tooLarge() {
    return Problem.of(
        ProblemCode.REQUEST_TOO_LARGE,
        "A body of this kind may be %d bytes long; application/x-ndjson may be of any length."
            .formatted(limits.maxBytes()));
  }

  private Problem tooSlow() {
    return Problem.transientOne(
        ProblemCode.REQUEST_TIMEOUT,
        "The body did not arrive within %d ms.".formatted(limits.timeout().toMillis()));
  }

  private static ProblemException brokenOff(Throwable failure) {
    return Problem.of(
            ProblemCode.MALFORMED_REQUEST, "The body broke off: " + failure.getMessage() + ".")
        .asException();
  }

  /**
   * Reads and forgets what is left of a body, so that the connection can be used again and the
   * client, which may read only when it has sent everything, gets its answer. Past a bound it is
   * cut off.
   *
   * @return when that is done, or somebody else is reading already; never fails
   */
  public CompletionStage<Done> drain(HttpRequest request) {
    return request.entity().isStrict()
        ? CompletableFuture.completedStage(Done.getInstance())
        : Collector.forget(
            request.entity().withoutSizeLimit().getDataBytes(),
            limits.maxDrainBytes(),
            materializer);
  }
}
