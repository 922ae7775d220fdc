package io.tukki.persistence.log;

import io.tukki.core.log.LogConfig;
import io.tukki.core.log.LogSlice;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatches;
import io.tukki.core.result.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** A log on a simulated disk, with what tests want to do to both. */
final class LogFixture {

  static final Path DIRECTORY = Path.of("/logs/one");
  static final LogIdentity IDENTITY = new LogIdentity("one", LogIdentity.Kind.BATCHES);
  static final LogConfig SMALL_SEGMENTS =
      new LogConfig(600, 1_000_000, OptionalLong.empty(), OptionalLong.empty(), 100);

  final SimulatedStorage storage;
  LogConfig config = SMALL_SEGMENTS;
  long checkpointBytes = 250;
  UUID boot = new UUID(7, 1);
  OpenSegments openSegments = OpenSegments.withDefaults();
  long nowMs = 1_000;

  LogFixture() {
    this(1);
  }

  LogFixture(long seed) {
    storage = new SimulatedStorage(seed);
    try {
      // Whoever makes the directory that logs lie in makes it durable.
      storage.createDirectories(DIRECTORY.getParent());
      storage.syncDirectory(Path.of("/"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  LogDirectory directory() {
    return new LogDirectory(storage, DIRECTORY);
  }

  LogOptions options() {
    return new LogOptions(Optional.of(new BootId(boot)), checkpointBytes, openSegments);
  }

  Log open() throws IOException {
    return openWithReport().log();
  }

  Log.Opened openWithReport() throws IOException {
    return Log.open(directory(), IDENTITY, config, options(), nowMs);
  }

  void crashProcess() {
    storage.crashProcess();
    openSegments = OpenSegments.withDefaults();
  }

  void crashMachine(SimulatedStorage.Loss loss) {
    storage.crashMachine(loss);
    openSegments = OpenSegments.withDefaults();
    boot = new UUID(7, boot.getLeastSignificantBits() + 1);
  }

  /** Appends batches of two records and 200 bytes or so. */
  RecordBatch append(Log log) throws IOException {
    RecordBatch batch = TestBatches.batch(log.endOffset(), 2, 60, nowMs);
    log.append(List.of(batch), nowMs);
    return batch;
  }

  /** What a look at every segment finds, the last one included. */
  List<Scrub.Finding.Damaged> scrub(Log log) throws IOException {
    List<Scrub.Finding.Damaged> damages = new ArrayList<>();
    var segments = new LogInspector(storage, DIRECTORY).segments();
    for (int i = 0; i < segments.size(); i++) {
      long next = i + 1 < segments.size() ? segments.get(i + 1).baseOffset() : log.endOffset();
      Scrub scrub = new Scrub(storage, DIRECTORY, bytes -> {});
      if (scrub.check(segments.get(i), next) instanceof Scrub.Finding.Damaged damaged) {
        damages.add(damaged);
      }
    }
    return damages;
  }

  static Path logFile(long baseOffset) {
    return DIRECTORY.resolve(SegmentName.of(baseOffset, SegmentName.LOG));
  }

  static List<RecordBatch> readAll(Log log) throws IOException {
    return readAll(log, log.startOffset(), 100);
  }

  static List<RecordBatch> readAll(Log log, long fromOffset, int maxBytes) throws IOException {
    List<RecordBatch> batches = new ArrayList<>();
    long offset = fromOffset;
    while (offset < log.endOffset()) {
      try (LogSlice slice = read(log, offset, maxBytes)) {
        if (slice.sizeBytes() == 0) {
          throw new AssertionError("nothing is read at " + offset);
        }
        for (RecordBatch batch : RecordBatches.all(slice.toByteBuffer())) {
          batch.verify();
          if (batch.baseOffset() > offset || batch.nextOffset() <= offset) {
            throw new AssertionError(batch + " where offset " + offset + " was asked for");
          }
          batches.add(batch);
          offset = batch.nextOffset();
        }
      }
    }
    return batches;
  }

  static LogSlice read(Log log, long offset, int maxBytes) throws IOException {
    return ((Result.Ok<LogSlice>) log.read(offset, maxBytes, Long.MAX_VALUE)).value();
  }

  static ByteBuffer bytes(List<RecordBatch> batches) {
    ByteBuffer all = ByteBuffer.allocate(batches.stream().mapToInt(RecordBatch::sizeBytes).sum());
    batches.forEach(batch -> all.put(batch.bytes()));
    return all.flip();
  }
}
