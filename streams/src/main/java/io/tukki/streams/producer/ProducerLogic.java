package io.tukki.streams.producer;

import io.tukki.actors.Partitions;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.result.Result;
import io.tukki.streams.producer.ProducerIds.ProducerIdentity;
import io.tukki.streams.producer.RecordAccumulator.Encoded;
import io.tukki.streams.serialization.SerializationException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * The stream's shell around the {@link RecordAccumulator}: demand in, answers in, results out.
 *
 * <p>Takes from upstream for as long as less than the buffer's size is held, whatever downstream
 * does. What was taken is sent even after upstream has completed or failed.
 */
final class ProducerLogic<K, V, P> extends TimerGraphStageLogic
    implements InHandler, OutHandler, Outbox {

  /**
   * What a record's objects take up beside its bytes, about; it also bounds records without any.
   */
  private static final int BYTES_BESIDE_A_RECORD = 200;

  private static final String WAKE = "wake";

  private final Inlet<ProducerMessage<K, V, P>> in;
  private final Outlet<Results<K, V, P>> out;
  private final ProducerSettings<K, V> settings;
  private final Encoder<K, V> encoder;
  private final RecordAccumulator accumulator;
  private final AsyncCallback<Event> events = createAsyncCallback(this::onEvent);

  private final Deque<PendingResults<K, V, P>> pending = new ArrayDeque<>();
  private long heldBytes;
  private boolean pauseExpected;
  private boolean upstreamEnded;
  private @Nullable Throwable upstreamFailure;
  private OptionalLong wakeNanos = OptionalLong.empty();

  /** What reaches the stage from outside of the stream. */
  private sealed interface Event {

    /** The stream has handed over what it had at hand. */
    enum Pause implements Event {
      PAUSE
    }

    record Answered(OutgoingBatch batch, Result<AppendResult> result) implements Event {}

    record Identified(Lane lane, ProducerIdentity identity) implements Event {}

    record Broken(Throwable cause) implements Event {}
  }

  ProducerLogic(
      FlowShape<ProducerMessage<K, V, P>, Results<K, V, P>> shape,
      ProducerSettings<K, V> settings) {
    super(shape);
    this.in = shape.in();
    this.out = shape.out();
    this.settings = settings;
    this.encoder = new Encoder<>(settings, System::currentTimeMillis);
    this.accumulator =
        new RecordAccumulator(
            settings.broker().metadata(),
            settings.batching(),
            settings.delivery(),
            new SplittableRandom(),
            this);
    setHandlers(in, out, this);
  }

  @Override
  public void preStart() {
    pull(in);
  }

  // ---- upstream ----

  @Override
  public void onPush() {
    accept(grab(in));
    if (!pauseExpected) {
      // Comes round once the stream has nothing more at hand, and after a bounded number of
      // records.
      pauseExpected = true;
      events.invoke(Event.Pause.PAUSE);
    }
    emitOrEnd();
  }

  private void accept(ProducerMessage<K, V, P> message) {
    List<ProducerRecord<K, V>> records =
        switch (message) {
          case ProducerMessage.Single<K, V, P>(var record, var passThrough) -> List.of(record);
          case ProducerMessage.Multi<K, V, P>(var several, var passThrough) -> several;
          case ProducerMessage.PassThrough<K, V, P>(var passThrough) -> List.of();
        };
    List<Slot> slots = new ArrayList<>(records.size());
    long bytes = BYTES_BESIDE_A_RECORD;
    long nowNanos = System.nanoTime();
    for (ProducerRecord<K, V> record : records) {
      try {
        Encoded encoded = encoder.encode(record);
        bytes += encoded.mostBytes() + BYTES_BESIDE_A_RECORD;
        slots.add(accumulator.add(encoded, nowNanos));
      } catch (SerializationException e) {
        slots.add(Encoder.refused(e));
      }
    }
    heldBytes += bytes;
    pending.add(new PendingResults<>(message, slots, bytes));
  }

  @Override
  public void onUpstreamFinish() {
    upstreamEnded = true;
    accumulator.pump(System.nanoTime(), true);
    emitOrEnd();
  }

  @Override
  public void onUpstreamFailure(Throwable failure) {
    upstreamFailure = failure;
    onUpstreamFinish();
  }

  // ---- downstream ----

  @Override
  public void onPull() {
    emitOrEnd();
  }

  private void emitOrEnd() {
    PendingResults<K, V, P> first = pending.peek();
    if (first != null && isAvailable(out) && first.isDone()) {
      pending.remove();
      heldBytes -= first.heldBytes();
      push(out, first.results());
    }
    if (upstreamEnded && pending.isEmpty()) {
      end();
    } else if (!upstreamEnded && !hasBeenPulled(in) && heldBytes < settings.bufferBytes()) {
      pull(in);
    }
  }

  private void end() {
    if (upstreamFailure == null) {
      completeStage();
    } else {
      failStage(upstreamFailure);
    }
  }

  // ---- from outside ----

  @Override
  public void append(OutgoingBatch batch, Partitions.Append request) {
    deliver(
        settings.broker().partitions().append(request),
        result -> new Event.Answered(batch, result));
  }

  @Override
  public void allocateIdentity(Lane lane) {
    deliver(settings.producerIds().allocate(), identity -> new Event.Identified(lane, identity));
  }

  private <T> void deliver(CompletionStage<T> stage, Function<T, Event> event) {
    stage.thenApply(event).exceptionally(Event.Broken::new).thenAccept(events::invoke);
  }

  private Done onEvent(Event event) {
    long nowNanos = System.nanoTime();
    switch (event) {
      case Event.Pause pause -> {
        pauseExpected = false;
        accumulator.pump(nowNanos, upstreamEnded);
      }
      case Event.Answered(var batch, var result) ->
          accumulator.answered(batch, result, nowNanos, upstreamEnded);
      case Event.Identified(var lane, var identity) ->
          accumulator.identified(lane, identity, nowNanos, upstreamEnded);
      case Event.Broken(var cause) -> {
        failStage(
            cause instanceof CompletionException && cause.getCause() != null
                ? cause.getCause()
                : cause);
        return Done.getInstance();
      }
    }
    emitOrEnd();
    scheduleWake(nowNanos);
    return Done.getInstance();
  }

  private void scheduleWake(long nowNanos) {
    OptionalLong wanted = accumulator.nextWakeNanos();
    if (wanted.isPresent()
        && (wakeNanos.isEmpty() || wanted.getAsLong() - wakeNanos.getAsLong() < 0)) {
      wakeNanos = wanted;
      scheduleOnce(WAKE, Duration.ofNanos(Math.max(1, wanted.getAsLong() - nowNanos)));
    }
  }

  @Override
  public void onTimer(Object timer) {
    wakeNanos = OptionalLong.empty();
    long nowNanos = System.nanoTime();
    accumulator.pump(nowNanos, upstreamEnded);
    emitOrEnd();
    scheduleWake(nowNanos);
  }
}
