package io.tukki.clusterconfig.cli.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class KeyFinderTest {

  private static final String STANZA =
      "Package: 0ad\nVersion: 0.0.26-3\nDescription: strategy\n Package: not this";

  private static Optional<String> key(KeyFinder finder, String record) {
    return finder.find(record.getBytes(UTF_8)).key().map(key -> new String(key, UTF_8));
  }

  private static String value(KeyFinder finder, String record) {
    return new String(finder.find(record.getBytes(UTF_8)).value(), UTF_8);
  }

  @Test
  void theFirstSeparatorDivides() {
    KeyFinder finder = new KeyFinder.Separated("::".getBytes(UTF_8));

    assertThat(key(finder, "a:b::c::d")).contains("a:b");
    assertThat(value(finder, "a:b::c::d")).isEqualTo("c::d");
  }

  @Test
  void withoutASeparatorAllIsValue() {
    KeyFinder finder = new KeyFinder.Separated("::".getBytes(UTF_8));

    assertThat(key(finder, "a:b:")).isEmpty();
    assertThat(value(finder, "a:b:")).isEqualTo("a:b:");
  }

  @Test
  void anEmptyKeyIsAKey() {
    KeyFinder finder = new KeyFinder.Separated("=".getBytes(UTF_8));

    assertThat(key(finder, "=v")).contains("");
    assertThat(value(finder, "=v")).isEqualTo("v");
  }

  @Test
  void aFieldIsFoundAtTheStartOfALineAndTheValueIsLeftWhole() {
    assertThat(key(KeyFinder.field("Package"), STANZA)).contains("0ad");
    assertThat(key(KeyFinder.field("Version"), STANZA)).contains("0.0.26-3");
    assertThat(value(KeyFinder.field("Package"), STANZA)).isEqualTo(STANZA);
    assertThat(key(KeyFinder.field("Descr"), STANZA)).isEmpty();
    assertThat(key(KeyFinder.field("P.ckage"), STANZA)).isEmpty();
  }

  @Test
  void aFieldAtTheEndOfALineOfDosKeepsNoCarriageReturn() {
    assertThat(key(KeyFinder.field("Package"), "Package: a \r\nVersion: 1\r")).contains("a");
  }

  @Test
  void theFirstGroupIsTheKeyOrElseTheWholeMatch() {
    assertThat(key(new KeyFinder.Matching(Pattern.compile("id=(\\d+)")), "x id=42 id=43"))
        .contains("42");
    assertThat(key(new KeyFinder.Matching(Pattern.compile("\\d+")), "x id=42")).contains("42");
    assertThat(key(new KeyFinder.Matching(Pattern.compile("z")), "x id=42")).isEmpty();
  }
}
