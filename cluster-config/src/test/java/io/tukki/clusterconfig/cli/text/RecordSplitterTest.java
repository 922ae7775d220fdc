package io.tukki.clusterconfig.cli.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordSplitterTest {

  /** Hands out a few bytes at a time, as a pipe does. */
  private static InputStream trickle(byte[] bytes, int atMost) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, atMost));
      }
    };
  }

  private static List<String> split(String text, String delimiter, int atMost) throws IOException {
    RecordSplitter splitter =
        new RecordSplitter(trickle(text.getBytes(UTF_8), atMost), delimiter.getBytes(UTF_8), 1000);
    List<String> records = new ArrayList<>();
    for (Optional<byte[]> next = splitter.next(); next.isPresent(); next = splitter.next()) {
      records.add(new String(next.get(), UTF_8));
    }
    return records;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000})
  void theDelimiterMayLieAcrossTwoReads(int atMost) throws IOException {
    assertThat(split("one\n\ntwo\nstill two\n\nthree", "\n\n", atMost))
        .containsExactly("one", "two\nstill two", "three");
  }

  @Test
  void nothingFollowsTheLastDelimiter() throws IOException {
    assertThat(split("a\nb\n", "\n", 1000)).containsExactly("a", "b");
  }

  @Test
  void emptyRecordsAreRecords() throws IOException {
    assertThat(split("\na\n\n", "\n", 1000)).containsExactly("", "a", "");
  }

  @Test
  void noDelimiterMakesOneRecordOfAll() throws IOException {
    assertThat(split("a\nb\n", "", 2)).containsExactly("a\nb\n");
  }

  @Test
  void emptyInputHasNoRecords() throws IOException {
    assertThat(split("", "\n", 1)).isEmpty();
  }

  @Test
  void aDelimiterThatNeverComesIsAnErrorAndNotAllOfMemory() {
    RecordSplitter endless =
        new RecordSplitter(trickle(new byte[5_000_000], 4096), new byte[] {'\n'}, 100_000);

    assertThatThrownBy(endless::next)
        .isInstanceOf(RecordSplitter.TooLongException.class)
        .hasMessage("no delimiter within 100,000 bytes; is it the right one?");
  }

  @Test
  void joiningWhatWasSplitGivesTheInputAgain() throws IOException {
    Random random = new Random(42);
    for (int round = 0; round < 200; round++) {
      byte[] input = new byte[random.nextInt(300)];
      for (int i = 0; i < input.length; i++) {
        input[i] = (byte) (random.nextInt(3) == 0 ? '\n' : random.nextInt(256));
      }
      RecordSplitter splitter =
          new RecordSplitter(trickle(input, 1 + random.nextInt(20)), new byte[] {'\n', '\n'}, 1000);
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      for (Optional<byte[]> next = splitter.next(); next.isPresent(); next = splitter.next()) {
        joined.writeBytes(next.get());
        joined.writeBytes(new byte[] {'\n', '\n'});
      }

      assertThat(joined.toByteArray()).as("round %d", round).startsWith(input);
      assertThat(joined.size() - input.length).isIn(0, 2);
    }
  }
}
