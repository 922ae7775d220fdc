package io.tukki.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.result.Refusal.InvalidTopicName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "Orders", "orders-1.v2_x", "...", "__internal", "-", "0"})
  void lettersDigitsDotsUnderscoresAndHyphensAreLegal(String name) {
    assertThat(TopicName.check(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a b", "a/b", "ä", "a\n", "a:b", "a@b", "a[b", "a`b", "a{b", "\0"})
  void anythingElseIsNot(String name) {
    assertThat(TopicName.check(name))
        .hasValueSatisfying(refusal -> assertThat(refusal).isInstanceOf(InvalidTopicName.class));
  }

  @Test
  void aNameHasAtMost249Characters() {
    assertThat(TopicName.check("n".repeat(249))).isEmpty();
    assertThat(TopicName.check("n".repeat(250)))
        .hasValueSatisfying(refusal -> assertThat(refusal.message()).contains("249", "250"));
  }
}
