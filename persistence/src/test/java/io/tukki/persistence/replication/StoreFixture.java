package io.tukki.persistence.replication;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogSlice;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Result;
import io.tukki.persistence.log.LogOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** A log store on a disk that can be made to fail, in a directory of the test's. */
public final class StoreFixture implements AutoCloseable {

  static final ReplicaId SELF = new ReplicaId(new NodeId(1), new DirectoryId(new UUID(1, 1)));

  public static final StoreSettings SETTINGS = StoreSettings.DEFAULT;

  private final FaultyStorage storage = new FaultyStorage();
  private final LogStore logs;

  public StoreFixture(Path directory, StoreSettings settings) throws IOException {
    Files.createDirectories(directory);
    this.logs =
        LogStore.open(
            new BareHome(directory),
            new Node.Disk(storage, LogOptions.defaults()),
            settings,
            Clock.systemUTC(),
            Surroundings.alone(SELF));
  }

  public StoreFixture(Path directory) throws IOException {
    this(directory, SETTINGS);
  }

  public FaultyStorage storage() {
    return storage;
  }

  public LogStore logs() {
    return logs;
  }

  public static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, SECONDS);
  }

  public Leadership lead(String persistenceId) throws Exception {
    return await(logs.log(persistenceId).lead());
  }

  public static Appended append(Leadership leadership, RecordBatch... batches) throws Exception {
    return await(leadership.append(List.of(batches), Durability.QUORUM));
  }

  /** All that readers see. */
  public static List<String> readAll(ReplicatedLog log) throws Exception {
    List<String> values = new ArrayList<>();
    long offset = log.logStartOffset();
    while (offset < log.highWatermark()) {
      Result<LogSlice> read = log.read(offset, Integer.MAX_VALUE);
      try (LogSlice slice = read.orThrow()) {
        values.addAll(TestBatches.values(slice.toByteBuffer()));
        offset = slice.nextOffset();
      }
    }
    return values;
  }

  /** All that readers see from an offset on, within one segment. */
  public static List<String> read(ReplicatedLog log, long offset) throws Exception {
    try (LogSlice slice = log.read(offset, Integer.MAX_VALUE).orThrow()) {
      return TestBatches.values(slice.toByteBuffer());
    }
  }

  /**
   * The data as kill -9 would leave it at this moment: what the page cache holds, and nothing that
   * the process would have done on its way out. Where something is being written meanwhile, the
   * disk must be held still, see {@link FaultyStorage#holdStill}.
   */
  public static void copyAsIfKilled(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            try {
              Path target = to.resolve(from.relativize(file).toString());
              if (Files.isDirectory(file)) {
                Files.createDirectories(target);
              } else {
                Files.copy(file, target);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  @Override
  public void close() {
    logs.close();
  }
}
