package io.tukki.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.core.log.LogOfflineException;
import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.log.SimulatedStorage.Loss;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What opening a log finds and does after every way of ending. */
class RecoveryTest {

  private final LogFixture fixture = new LogFixture();
  private final List<RecordBatch> appended = new ArrayList<>();

  private Log logWith(int batches) throws IOException {
    Log log = fixture.open();
    for (int i = 0; i < batches; i++) {
      appended.add(fixture.append(log));
    }
    return log;
  }

  private void assertHolds(Log log, int batches) throws IOException {
    assertThat(LogFixture.bytes(LogFixture.readAll(log)))
        .isEqualTo(LogFixture.bytes(appended.subList(0, batches)));
  }

  /** Something behind the end of a file, as an unfinished write leaves it. */
  private void scribbleBehind(Path path, ByteBuffer bytes) throws IOException {
    try (StorageFile file = fixture.storage.open(path, Storage.Mode.READ_WRITE)) {
      SmallFile.writeFully(file, file.size(), bytes);
    }
  }

  private void assertOfflineAndUntouched(String reason) {
    var before = fixture.storage.snapshot();
    assertThatThrownBy(fixture::open)
        .isInstanceOf(LogOfflineException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("Nothing was changed");
    assertThat(fixture.storage.snapshot()).isEqualTo(before);
  }

  @Test
  void aCleanlyClosedLogIsOpenedWithoutReadingItsData() throws IOException {
    logWith(20).close();
    fixture.storage.failAt(SimulatedStorage.Fault.READ, 3); // identity and checkpoint are read

    try (Log log = fixture.open()) {
      assertThat(log.endOffset()).isEqualTo(40);
      assertThat(fixture.openSegments.count()).isZero();
    }
  }

  @Test
  void afterAKillOnTheSameBootNothingIsLostAndOnlyTheEndIsScanned() throws IOException {
    fixture.config =
        new io.tukki.core.log.LogConfig(
            100_000,
            1_000_000,
            java.util.OptionalLong.empty(),
            java.util.OptionalLong.empty(),
            100);
    fixture.checkpointBytes = 1_000;
    Log log = logWith(28);
    long size = log.sizeBytes();
    fixture.crashProcess();

    Log.Opened opened = fixture.openWithReport();

    assertHolds(opened.log(), 28);
    assertThat(opened.report().scannedBytes()).isPositive().isLessThan(1_300);
    assertThat(size).isGreaterThan(5_000);
  }

  @Test
  void afterACrashOfTheMachineWhatWasFlushedIsThere() throws IOException {
    Log log = logWith(10);
    log.flush();
    appended.add(fixture.append(log));
    fixture.crashMachine(Loss.ALL_UNSYNCED);

    assertHolds(fixture.open(), 10);
  }

  @Test
  void aTornTailIsCutAndReported() throws IOException {
    logWith(2).close();
    ByteBuffer torn = TestBatches.batch(4, 1, 100, 0).bytes().limit(90);
    scribbleBehind(LogFixture.logFile(0), torn);

    Log.Opened opened = fixture.openWithReport();

    assertHolds(opened.log(), 2);
    assertThat(opened.report().findings())
        .singleElement()
        .isInstanceOf(RecoveryReport.TornTailCut.class);
    appended.add(fixture.append(opened.log()));
    assertHolds(opened.log(), 3);
  }

  @Test
  void aBadBatchWithAGoodOneBehindItTakesTheLogOffline() throws IOException {
    logWith(2).close();
    RecordBatch bad = TestBatches.batch(4, 1, 100, 0);
    bad.headerBytes().put(80, (byte) (bad.headerBytes().get(80) + 1));
    scribbleBehind(LogFixture.logFile(0), bad.bytes());
    scribbleBehind(LogFixture.logFile(0), TestBatches.batch(5, 1, 100, 0).bytes());

    assertOfflineAndUntouched("valid batches follow");
  }

  @Test
  void aGoodBatchIsFoundBehindOneWhoseLengthIsGone() throws IOException {
    logWith(2).close();
    scribbleBehind(LogFixture.logFile(0), ByteBuffer.allocate(77));
    scribbleBehind(LogFixture.logFile(0), TestBatches.batch(5, 1, 100, 0).bytes());

    assertOfflineAndUntouched("valid batches follow");
  }

  @Test
  void aBatchOutOfSequenceTakesTheLogOffline() throws IOException {
    logWith(2).close();
    scribbleBehind(LogFixture.logFile(0), TestBatches.batch(5, 1, 100, 0).bytes());
    scribbleBehind(LogFixture.logFile(0), TestBatches.batch(6, 1, 100, 0).bytes());

    assertOfflineAndUntouched("offset 5 where 4 must follow");
  }

  @Test
  void aShortenedSegmentTakesTheLogOffline() throws IOException {
    logWith(2).close();
    try (StorageFile file = fixture.storage.open(LogFixture.logFile(0), Storage.Mode.READ_WRITE)) {
      file.truncate(file.size() - 1);
    }

    assertOfflineAndUntouched("were synced");
  }

  @Test
  void aMissingSegmentTakesTheLogOffline() throws IOException {
    logWith(20).close();
    fixture.storage.delete(LogFixture.logFile(lastBaseOffset()));

    assertOfflineAndUntouched("is missing");
  }

  private long lastBaseOffset() throws IOException {
    return LogFiles.list(fixture.directory()).segments().getLast().baseOffset();
  }

  @Test
  void aFirstSegmentThatIsGoneIsReportedAndTheLogStartsLater() throws IOException {
    logWith(20).close();
    fixture.storage.delete(LogFixture.logFile(0));

    Log.Opened opened = fixture.openWithReport();

    assertThat(opened.log().startOffset()).isPositive();
    assertThat(opened.report().findings())
        .singleElement()
        .isInstanceOf(RecoveryReport.FrontMissing.class);
  }

  @Test
  void lostIndexesAreMadeAgain() throws IOException {
    logWith(20).close();
    for (Storage.Entry entry : fixture.storage.list(LogFixture.DIRECTORY)) {
      if (entry.name().endsWith("index")) {
        fixture.storage.delete(LogFixture.DIRECTORY.resolve(entry.name()));
      }
    }

    Log log = fixture.open();

    assertHolds(log, 20);
    assertThat(log.ordinalOf(39)).hasValue(20);
    assertThat(log.baseOffsetOf(7)).hasValue(12);
  }

  @Test
  void aLostCheckpointIsMadeAgainFromTheSegments() throws IOException {
    logWith(20).close();
    fixture.storage.delete(LogFixture.DIRECTORY.resolve(Checkpoint.FILE));

    Log.Opened opened = fixture.openWithReport();

    assertHolds(opened.log(), 20);
    assertThat(opened.log().nextOrdinal()).isEqualTo(21);
  }

  @Test
  void aDirectoryOfAnotherLogIsRefused() throws IOException {
    logWith(1).close();

    assertThatThrownBy(
            () ->
                Log.open(
                    fixture.directory(),
                    new LogIdentity("two", LogIdentity.Kind.BATCHES),
                    fixture.config,
                    fixture.options(),
                    0))
        .isInstanceOf(LogOfflineException.class)
        .hasMessageContaining("holds");
  }

  @Test
  void aFailedSyncTakesTheLogOfflineUntilTheMachineRestarts() throws IOException {
    Log log = logWith(1);
    log.flush();
    appended.add(fixture.append(log));
    fixture.storage.failAt(SimulatedStorage.Fault.FORCE, 1);

    assertThatThrownBy(log::flush).isInstanceOf(IOException.class);
    assertThatThrownBy(log::flush).isInstanceOf(LogOfflineException.class);
    assertThatThrownBy(() -> fixture.append(log)).isInstanceOf(LogOfflineException.class);
    assertThatThrownBy(() -> log.read(0, 1, 1)).isInstanceOf(LogOfflineException.class);
    fixture.crashProcess();
    assertThatThrownBy(fixture::open)
        .isInstanceOf(LogOfflineException.class)
        .hasMessageContaining("until the machine is restarted");
    fixture.crashMachine(Loss.ORDERED);
    assertHolds(fixture.open(), 1);
  }

  @Test
  void aFullDeviceRefusesAppendsUntilThereIsRoomAndReadsGoOn() throws IOException {
    Log log = logWith(3);
    fixture.storage.limitTo(fixture.storage.usedBytes() + 50);

    assertThatThrownBy(() -> fixture.append(log)).isInstanceOf(StorageFullException.class);
    assertHolds(log, 3);
    fixture.storage.limitTo(Long.MAX_VALUE);
    appended.add(fixture.append(log));
    assertHolds(log, 4);
  }

  @Test
  void aRefusedAppendDoesNotComeBackWithACrash() throws IOException {
    Log log = logWith(1);
    log.flush();
    fixture.storage.limitTo(fixture.storage.usedBytes() + 250);
    List<RecordBatch> two =
        List.of(TestBatches.batch(2, 1, 100, 0), TestBatches.batch(3, 1, 100, 0));

    assertThatThrownBy(() -> log.append(two, 0)).isInstanceOf(StorageFullException.class);

    fixture.crashMachine(Loss.ORDERED);
    fixture.storage.limitTo(Long.MAX_VALUE);
    assertHolds(fixture.open(), 1);
  }
}
