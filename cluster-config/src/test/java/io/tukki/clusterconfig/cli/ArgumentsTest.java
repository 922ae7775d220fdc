package io.tukki.clusterconfig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArgumentsTest {

  @ParameterizedTest
  @CsvSource({
    "--url u topics list, topics list --url u",
    "--url=u topics list, topics list --url=u",
    "topics --url u list --names, topics list --names --url u",
    "topics list --url u, topics list --url u",
    "--url u consume t --follow, consume t --follow --url u",
    "--url u produce t -- --x, produce t --url u -- --x",
    "produce -k --url u, produce -k --url u",
    "produce t a --url u b, produce t a --url u b",
    "--url, --url",
    "--help, --help",
    "start --data-dir d, start --data-dir d",
  })
  void anAddressBeforeTheVerbIsTheVerbs(String typed, String meant) {
    assertThat(Arguments.inOrder(typed.split(" "))).containsExactly(meant.split(" "));
  }

  @Test
  void nothingStaysNothing() {
    assertThat(Arguments.inOrder()).isEmpty();
  }
}
