package io.tukki.streams.consumer;

import io.tukki.actors.Broker;
import io.tukki.actors.Metadata;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import io.tukki.streams.TopicPartition;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogicWithLogging;
import org.jspecify.annotations.Nullable;

/**
 * The stream's shell around its {@link PartitionReader}s: decides what each asks the broker next,
 * keeps their turns, emits.
 *
 * <p>Each partition has one request under way at most. A reader is among the {@link #ready} from
 * when a fetch brings something until all of that is emitted.
 */
final class ConsumerLogic<T> extends TimerGraphStageLogicWithLogging implements OutHandler {

  private final Outlet<T> out;
  private final ConsumerSettings<?, ?> settings;
  private final Broker broker;
  private final Subscription subscription;
  private final Emission<T> emission;
  private final AsyncCallback<ConsumerEvent> events = createAsyncCallback(this::onEvent);
  private final CompletableFuture<Done> started = new CompletableFuture<>();
  private final CompletableFuture<Done> ended = new CompletableFuture<>();

  private final Map<PartitionId, PartitionReader> readers = new LinkedHashMap<>();
  private final SequencedSet<PartitionReader> ready = new LinkedHashSet<>();
  private Metadata.@Nullable Subscription images;
  private @Nullable PartitionQuestions questions;

  ConsumerLogic(
      SourceShape<T> shape,
      ConsumerSettings<?, ?> settings,
      Subscription subscription,
      Emission<T> emission) {
    super(shape);
    this.out = shape.out();
    this.settings = settings;
    this.broker = settings.broker();
    this.subscription = subscription;
    this.emission = emission;
    setHandler(out, this);
  }

  Consumer.Control control() {
    return new Consumer.Control() {
      @Override
      public CompletionStage<Done> started() {
        return started;
      }

      @Override
      public CompletionStage<Done> stop() {
        events.invoke(ConsumerEvent.Stop.STOP);
        return ended;
      }

      @Override
      public CompletionStage<Done> shutdown() {
        return stop();
      }

      @Override
      public CompletionStage<Done> isShutdown() {
        return ended;
      }
    };
  }

  // ---- life ----

  @Override
  public void preStart() {
    // Slices of files are read there: the page cache may not have them, and then reading blocks.
    Executor fileReads =
        materializer().system().dispatchers().lookup(ActorAttributes.IODispatcher().dispatcher());
    questions =
        new PartitionQuestions(broker.partitions(), settings.fetching(), fileReads, events::invoke);
    ClusterImage image = broker.metadata().image();
    switch (subscription) {
      case Subscription.Topics(var starts) -> {
        for (Map.Entry<String, StartFrom> entry : starts.entrySet()) {
          image
              .topic(entry.getKey())
              .ifPresentOrElse(
                  topic -> readAll(topic, 0, entry.getValue()),
                  () -> refuse(new Refusal.UnknownTopic(entry.getKey())));
        }
      }
      case Subscription.Partitions(var starts) ->
          starts.forEach((partition, start) -> readOne(image, partition, start));
    }
    images =
        broker.metadata().subscribe(newer -> events.invoke(new ConsumerEvent.ImageChanged(newer)));
    noteStarted();
  }

  private void readOne(ClusterImage image, TopicPartition partition, StartFrom start) {
    TopicImage topic = image.topic(partition.topic()).orElse(null);
    if (topic == null) {
      refuse(new Refusal.UnknownTopic(partition.topic()));
    } else if (!topic.hasPartition(partition.partition())) {
      refuse(
          new Refusal.UnknownPartition(
              topic.name(), partition.partition(), topic.partitionCount()));
    } else {
      read(topic, partition.partition(), start);
    }
  }

  private void readAll(TopicImage topic, int firstPartition, StartFrom start) {
    for (int partition = firstPartition; partition < topic.partitionCount(); partition++) {
      read(topic, partition, start);
    }
  }

  private void read(TopicImage topic, int partition, StartFrom start) {
    PartitionReader reader =
        new PartitionReader(
            new TopicPartition(topic.name(), partition), topic.partition(partition));
    readers.put(reader.id(), reader);
    if (settings.following().stopAtEnd()) {
      findEnd(reader, start);
    } else {
      findStart(reader, start);
    }
  }

  private void refuse(Refusal refusal) {
    failStage(new RefusedException(refusal));
  }

  @Override
  public void postStop() {
    readers.values().forEach(PartitionReader::close);
    if (images != null) {
      images.close();
    }
    started.completeExceptionally(new IllegalStateException("the source has ended"));
    ended.complete(Done.getInstance());
  }

  // ---- asking ----

  private void findEnd(PartitionReader reader, StartFrom start) {
    questions().end(reader, start);
  }

  private void findStart(PartitionReader reader, StartFrom start) {
    switch (start) {
      case StartFrom.AtOffset(long offset) -> {
        reader.startAt(offset);
        fetch(reader);
      }
      case StartFrom.Earliest earliest ->
          questions().start(reader, start, new OffsetSpec.Earliest());
      case StartFrom.Latest latest -> questions().start(reader, start, new OffsetSpec.Latest());
      case StartFrom.AtTimestamp(long ms) ->
          questions().start(reader, start, new OffsetSpec.AtTimestamp(ms));
    }
  }

  private void fetch(PartitionReader reader) {
    if (reader.wantsFetch()) {
      questions().fetch(reader, settings.fetching().fetchBytesOf(readers.size()));
    }
  }

  private PartitionQuestions questions() {
    return Objects.requireNonNull(questions, "the stage has not started");
  }

  // ---- answers ----

  private Done onEvent(ConsumerEvent event) {
    switch (event) {
      case ConsumerEvent.Stop stop -> completeStage();
      case ConsumerEvent.ImageChanged(var image) -> imageChanged(image);
      case ConsumerEvent.EndFound(var reader, var start, var result) ->
          endFound(reader, start, result);
      case ConsumerEvent.StartFound(var reader, var start, var result) ->
          startFound(reader, start, result);
      case ConsumerEvent.Fetched(var reader, var result) -> fetched(reader, result);
      case ConsumerEvent.Broken(var cause) -> failStage(unwrapped(cause));
    }
    return Done.getInstance();
  }

  private static Throwable unwrapped(Throwable cause) {
    return cause instanceof CompletionException && cause.getCause() != null
        ? cause.getCause()
        : cause;
  }

  private void imageChanged(ClusterImage image) {
    for (PartitionReader reader : readers.values()) {
      if (image.topic(reader.id().topic()).isEmpty()) {
        refuse(new Refusal.UnknownTopic(reader.name().topic()));
        return;
      }
    }
    if (settings.following().newPartitions()
        && subscription instanceof Subscription.Topics(var starts)) {
      for (String name : starts.keySet()) {
        image.topic(name).ifPresent(this::readNewPartitions);
      }
    }
  }

  private void readNewPartitions(TopicImage topic) {
    int known = (int) readers.keySet().stream().filter(id -> id.topic().equals(topic.id())).count();
    // From the start: whatever is there was written after the source had started.
    readAll(topic, known, StartFrom.earliest());
  }

  private void endFound(PartitionReader reader, StartFrom start, Result<TimestampLookup> result) {
    reader.answered();
    switch (result) {
      case Result.Ok<TimestampLookup>(TimestampLookup.Found found) -> {
        noteSuccess(reader);
        reader.stopAt(found.offset());
        findStart(reader, start);
        noteStarted();
      }
      case Result.Ok<TimestampLookup>(TimestampLookup.NoneSoLate none) ->
          failStage(new IllegalStateException("a partition without an end: " + reader.name()));
      case Result.Refused<TimestampLookup>(var refusal) ->
          retryOrFail(reader, refusal, () -> findEnd(reader, start));
    }
  }

  private void startFound(PartitionReader reader, StartFrom start, Result<TimestampLookup> result) {
    reader.answered();
    switch (result) {
      case Result.Ok<TimestampLookup>(TimestampLookup.Found found) -> {
        noteSuccess(reader);
        reader.startAt(found.offset());
        fetch(reader);
        noteStarted();
      }
      case Result.Ok<TimestampLookup>(TimestampLookup.NoneSoLate none) ->
          findStart(reader, StartFrom.latest());
      case Result.Refused<TimestampLookup>(var refusal) ->
          retryOrFail(reader, refusal, () -> findStart(reader, start));
    }
  }

  private void fetched(PartitionReader reader, Result<ByteBuffer> result) {
    reader.answered();
    switch (result) {
      case Result.Ok<ByteBuffer>(var bytes) -> {
        noteSuccess(reader);
        take(reader, bytes);
      }
      case Result.Refused<ByteBuffer>(Refusal.OffsetOutOfRange outOfRange) ->
          relocate(reader, outOfRange);
      case Result.Refused<ByteBuffer>(var refusal) ->
          retryOrFail(reader, refusal, () -> fetch(reader));
    }
  }

  private void take(PartitionReader reader, ByteBuffer bytes) {
    if (bytes.hasRemaining()) {
      try {
        reader.fetched(bytes);
      } catch (InvalidBatchException e) {
        failStage(e);
        return;
      }
      ready.add(reader);
      emit();
    }
    fetch(reader);
  }

  private void relocate(PartitionReader reader, Refusal.OffsetOutOfRange outOfRange) {
    switch (settings.following().offsetReset()) {
      case FAIL -> refuse(outOfRange);
      case EARLIEST -> findStart(reader, StartFrom.earliest());
      case LATEST -> findStart(reader, StartFrom.latest());
    }
  }

  private void retryOrFail(PartitionReader reader, Refusal refusal, Runnable again) {
    if (refusal.retriable()) {
      reader.asking();
      scheduleOnce(new Retry(reader, again), settings.following().backoff().after(reader.failed()));
    } else {
      refuse(refusal);
    }
  }

  private void noteSuccess(PartitionReader reader) {
    if (reader.succeeded()) {
      log().info("{} is read again", reader.name());
    }
  }

  /** Something to be done again, as a timer's key. */
  private record Retry(PartitionReader reader, Runnable again) {}

  @Override
  public void onTimer(Object timer) {
    if (timer instanceof Retry(var reader, var again)) {
      reader.answered();
      again.run();
    }
  }

  // ---- emitting ----

  @Override
  public void onPull() {
    emit();
  }

  private void emit() {
    while (isAvailable(out) && !ready.isEmpty()) {
      PartitionReader reader = ready.getFirst();
      if (reader.hasRecord()) {
        push(out, emission.of(reader.name(), reader.take()));
        if (reader.isBetweenBatches()) {
          ready.addLast(reader);
        }
      } else {
        ready.remove(reader);
      }
      fetch(reader);
      if (reader.isFinished()) {
        completeIfFinished();
      }
    }
  }

  private void completeIfFinished() {
    if (readers.values().stream().allMatch(PartitionReader::isFinished)) {
      completeStage();
    }
  }

  private void noteStarted() {
    if (!started.isDone() && readers.values().stream().allMatch(PartitionReader::isLocated)) {
      started.complete(Done.getInstance());
      completeIfFinished();
    }
  }
}
