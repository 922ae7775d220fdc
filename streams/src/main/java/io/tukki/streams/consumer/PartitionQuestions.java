package io.tukki.streams.consumer;

import io.tukki.actors.Partitions;
import io.tukki.core.log.LogSlice;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.result.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a source asks the broker about its partitions. A reader that has asked is busy until the
 * answer, which comes as a {@link ConsumerEvent}, is dealt with.
 */
final class PartitionQuestions {

  private final Partitions partitions;
  private final Fetching fetching;
  private final Executor fileReads;
  private final Consumer<ConsumerEvent> answers;

  /**
   * @param fileReads where slices of files are read, which may block
   * @param answers hears them, on any thread
   */
  PartitionQuestions(
      Partitions partitions,
      Fetching fetching,
      Executor fileReads,
      Consumer<ConsumerEvent> answers) {
    this.partitions = partitions;
    this.fetching = fetching;
    this.fileReads = fileReads;
    this.answers = answers;
  }

  /** Where the partition ends now. */
  void end(PartitionReader reader, StartFrom start) {
    ask(
        reader,
        partitions.lookup(reader.id(), new OffsetSpec.Latest()),
        result -> new ConsumerEvent.EndFound(reader, start, result));
  }

  /** Which offset the start stands for. */
  void start(PartitionReader reader, StartFrom start, OffsetSpec spec) {
    ask(
        reader,
        partitions.lookup(reader.id(), spec),
        result -> new ConsumerEvent.StartFound(reader, start, result));
  }

  /** What comes next, in heap memory. */
  void fetch(PartitionReader reader, int maxBytes) {
    Partitions.Fetch request =
        new Partitions.Fetch(
            reader.id(), reader.fetchOffset(), fetching.minBytes(), maxBytes, fetching.maxWait());
    ask(
        reader,
        partitions.fetch(request).thenApplyAsync(PartitionQuestions::load, fileReads),
        result -> new ConsumerEvent.Fetched(reader, result));
  }

  private static Result<ByteBuffer> load(Result<Partitions.Fetched> fetched) {
    return fetched.map(
        answer -> {
          try (LogSlice slice = answer.slice()) {
            return slice.sizeBytes() == 0 ? ByteBuffer.allocate(0) : slice.toByteBuffer();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private <A> void ask(
      PartitionReader reader, CompletionStage<A> answer, Function<A, ConsumerEvent> event) {
    reader.asking();
    answer.thenApply(event).exceptionally(ConsumerEvent.Broken::new).thenAccept(answers);
  }
}
