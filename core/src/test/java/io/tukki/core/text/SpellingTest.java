package io.tukki.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

  private static final List<String> KNOWN = List.of("retention.ms", "retention.bytes", "id");

  @ParameterizedTest
  @CsvSource({
    "retention.ms, retention.ms",
    "retenton.ms, retention.ms",
    "Retention.ms, retention.ms",
    "retention.byte, retention.bytes",
    "retention_bytes, retention.bytes",
    "ie, id",
  })
  void aSlipOfTheFingerIsUnderstood(String typed, String meant) {
    assertThat(Spelling.nearest(typed, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"colour", "ms", "xy", "segment.bytes"})
  void anotherWordIsNot(String typed) {
    assertThat(Spelling.nearest(typed, KNOWN)).isEmpty();
  }

  @Test
  void ofTwoEquallyNearTheFirstInOrderIsMeant() {
    assertThat(Spelling.nearest("cat", List.of("rat", "bat"))).contains("bat");
  }

  @ParameterizedTest
  @CsvSource({"kitten, sitting, 3", "abc, abc, 0", "abc, '', 3", "'', ab, 2", "ab, ba, 2"})
  void theDistanceIsLevenshteins(String from, String to, int distance) {
    assertThat(Spelling.distance(from, to)).isEqualTo(distance);
    assertThat(Spelling.distance(to, from)).isEqualTo(distance);
  }
}
