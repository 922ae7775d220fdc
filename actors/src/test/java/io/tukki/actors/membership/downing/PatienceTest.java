package io.tukki.actors.membership.downing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.membership.downing.DowningSettings.Patience;
import io.tukki.actors.membership.downing.Sight.Judgement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private static final Patience PATIENCE =
      new Patience(
          Duration.ofMillis(1),
          Duration.ofMillis(20),
          Duration.ofMillis(300),
          Duration.ofSeconds(4),
          Duration.ofSeconds(50));

  private static final Judgement<String> CLEAN =
      new Judgement<>(List.of("eldest", "other"), Set.of("gone", "client"), true);
  private static final Judgement<String> PARTIAL =
      new Judgement<>(List.of("eldest", "other"), Set.of("gone"), false);

  @Test
  void theEldestOfThoseWhoStayDecidesFirst() {
    assertThat(PATIENCE.before(CLEAN, "eldest")).contains(Duration.ofMillis(1));
    assertThat(PATIENCE.before(PARTIAL, "eldest")).contains(Duration.ofMillis(20));
    assertThat(CLEAN.putOutBy("eldest")).containsExactlyInAnyOrder("gone", "client");
  }

  @Test
  void theOthersDecideShouldTheEldestNot() {
    assertThat(PATIENCE.before(CLEAN, "other")).contains(Duration.ofMillis(301));
    assertThat(PATIENCE.before(PARTIAL, "other")).contains(Duration.ofMillis(320));
    assertThat(CLEAN.putOutBy("other")).containsExactlyInAnyOrder("gone", "client");
  }

  @Test
  void oneWhoGoesPutsOutNobodyButHimself() {
    assertThat(PATIENCE.before(CLEAN, "gone")).contains(Duration.ofSeconds(4));
    assertThat(CLEAN.putOutBy("gone")).containsExactly("gone");
  }

  @Test
  void aGuestHasNoPartInIt() {
    assertThat(PATIENCE.before(PARTIAL, "client")).isEmpty();
    assertThat(PARTIAL.putOutBy("client")).isEmpty();
  }
}
