package io.tukki.persistence.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.Entry;
import io.tukki.persistence.replication.replica.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FreshTest {

  private static final int PLENTY = 1 << 20;

  private final Fresh fresh = new Fresh(PLENTY);

  /** Batches of one record each, from an offset on. */
  private static List<Entry> entries(long from, int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RecordBatch batch = TestBatches.batch(from + i, "value-" + i);
      batch.placeAt(from + i, new LeaderEpoch(7));
      entries.add(new Entry(7, from + i, from + i, 100 + i, batch.crc(), new Payload.Batch(batch)));
    }
    return entries;
  }

  private static ByteBuffer bytesOf(List<Entry> entries) {
    ByteBuffer all = ByteBuffer.allocate(PLENTY);
    for (Entry entry : entries) {
      all.put(batchOf(entry).bytes());
    }
    return all.flip();
  }

  private static RecordBatch batchOf(Entry entry) {
    return (RecordBatch) ((Payload.Batch) entry.payload()).handle();
  }

  @Test
  void whatWasWrittenIsThereForEachFollower() {
    List<Entry> entries = entries(40, 3);
    fresh.written(entries);

    for (int follower = 0; follower < 2; follower++) {
      Fresh.Run run = fresh.between(40, 43).orElseThrow();
      assertThat(run.firstOrdinal()).isEqualTo(100);
      assertThat(run.count()).isEqualTo(3);
      assertThat(run.bytes()).isEqualTo(bytesOf(entries));
      run.bytes().position(run.bytes().limit());
    }
  }

  @Test
  void itStaysAsItWasWrittenWhateverTheWriterDoesWithItsMemory() {
    List<Entry> entries = entries(40, 1);
    ByteBuffer before = ByteBuffer.allocate(PLENTY).put(bytesOf(entries)).flip();
    fresh.written(entries);

    batchOf(entries.getFirst()).placeAt(41, new LeaderEpoch(8));

    assertThat(fresh.between(40, 41).orElseThrow().bytes()).isEqualTo(before);
  }

  @Test
  void whoeverIsBehindOrWantsAPartReadsTheFile() {
    fresh.written(entries(40, 3));

    assertThat(fresh.between(39, 43)).isEmpty();
    assertThat(fresh.between(41, 43)).isEmpty();
    assertThat(fresh.between(40, 42)).isEmpty();
    assertThat(fresh.between(40, 44)).isEmpty();
  }

  @Test
  void moreThanAShipmentMayHaveIsReadPieceByPiece() {
    List<Entry> entries = entries(40, 2);
    int sizeBytes = bytesOf(entries).remaining();

    Fresh exact = new Fresh(sizeBytes);
    exact.written(entries);
    Fresh tooSmall = new Fresh(sizeBytes - 1);
    tooSmall.written(entries);

    assertThat(exact.between(40, 42)).isPresent();
    assertThat(tooSmall.between(40, 42)).isEmpty();
  }

  @Test
  void whatTheFileAloneHasInItsFormIsReadThere() {
    List<Entry> entries = new ArrayList<>(entries(40, 1));
    entries.add(
        new Entry(
            7, 41, 41, 101, 0, new Payload.Change(Configuration.of(List.of(TestCluster.id(1))))));

    fresh.written(entries);

    assertThat(fresh.between(40, 42)).isEmpty();
  }

  @Test
  void laterWritesReplaceEarlierOnesAndRestForgetsThem() {
    fresh.written(entries(40, 1));
    fresh.written(entries(41, 1));
    Optional<Fresh.Run> earlier = fresh.between(40, 41);
    Optional<Fresh.Run> later = fresh.between(41, 42);
    fresh.forget();

    assertThat(earlier).isEmpty();
    assertThat(later).isPresent();
    assertThat(fresh.between(41, 42)).isEmpty();
  }
}
