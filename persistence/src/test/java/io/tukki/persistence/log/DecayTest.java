package io.tukki.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.log.LogOfflineException;
import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.record.RecordBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One bit of a closed log flips, anywhere: nothing wrong may be served as if it were right. */
class DecayTest {

  private static final int SEEDS = 1_500;

  @Test
  void aFlippedBitIsFoundOrDoesNoHarm() {
    Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        outcomes.add(decay(seed));
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e, e);
      }
    }
    // Each way of ending is met, or this test has lost its teeth.
    assertThat(outcomes).containsExactlyInAnyOrder(Outcome.values());
  }

  private enum Outcome {
    HARMLESS,
    OFFLINE,
    FOUND_BY_CRC
  }

  private static Outcome decay(long seed) throws IOException {
    Random random = new Random(seed);
    LogFixture fixture = new LogFixture(seed);
    List<RecordBatch> appended = new ArrayList<>();
    try (Log log = fixture.open()) {
      int count = 1 + random.nextInt(12);
      for (int i = 0; i < count; i++) {
        appended.add(fixture.append(log));
      }
    }
    List<String> files = new ArrayList<>(fixture.storage.snapshot().keySet());
    String file = files.get(random.nextInt(files.size()));
    int sizeBytes = fixture.storage.snapshot().get(file).remaining();
    fixture.storage.flipBit(java.nio.file.Path.of(file), random.nextInt(sizeBytes * 8));

    try (Log log = fixture.open()) {
      assertThat(log.startOffset()).isZero();
      assertThat(log.endOffset()).isEqualTo(2L * appended.size());
      assertThat(log.nextOrdinal()).isEqualTo(appended.size() + 1L);
      boolean scrubbed = fixture.scrub(log).isEmpty();
      assertThat(LogFixture.bytes(LogFixture.readAll(log))).isEqualTo(LogFixture.bytes(appended));
      // The leader epoch alone lies outside the CRC, and tells of nothing that could be checked.
      assertThat(scrubbed).isTrue();
      return Outcome.HARMLESS;
    } catch (LogOfflineException e) {
      assertThat(file).matches(".*(log|checkpoint|meta)");
      return Outcome.OFFLINE;
    } catch (InvalidBatchException | AssertionError e) {
      assertThat(file).endsWith(".log");
      return Outcome.FOUND_BY_CRC;
    }
  }
}
