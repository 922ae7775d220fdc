package io.tukki.clusterconfig.cli.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.clusterconfig.cli.text.TextRecord.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordFormatTest {

  private static final TextRecord RECORD =
      new TextRecord(
          "t",
          3,
          42,
          1_700_000_000_123L,
          Optional.of("käy".getBytes(UTF_8)),
          Optional.of(new byte[] {'v', (byte) 0xff, 0}),
          List.of(
              new Header("a", Optional.of(new byte[] {'1'})),
              new Header("a", Optional.of(new byte[] {'2'})),
              new Header("b", Optional.empty())));

  private static final TextRecord BARE =
      new TextRecord("t", 0, 0, 0, Optional.empty(), Optional.empty(), List.of());

  private static byte[] print(RecordFormat format, TextRecord record) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    format.print(record, output);
    return output.toByteArray();
  }

  private static String text(RecordFormat format, TextRecord record) throws IOException {
    return new String(print(format, record), UTF_8);
  }

  @Test
  void valuesComeOutByteForByte() throws IOException {
    assertThat(print(RecordFormat.values(new byte[0]), RECORD))
        .containsExactly('v', (byte) 0xff, 0);
    assertThat(print(RecordFormat.values(new byte[] {0}), BARE)).containsExactly(0);
  }

  @Test
  void aRecordWithoutKeyHasNoSeparator() throws IOException {
    RecordFormat format = RecordFormat.keysAndValues(new byte[] {'='}, new byte[] {'\n'});

    assertThat(print(format, RECORD))
        .containsExactly('k', 0xc3, 0xa4, 'y', '=', 'v', (byte) 0xff, 0, '\n');
    assertThat(text(format, BARE)).isEqualTo("\n");
  }

  @Test
  void templatesMixTextEscapesAndPlaceholders() throws IOException {
    RecordFormat format = RecordTemplate.parse("%t/%p@%o\\t%k %T %I %h %K:%V 100%%\\n");

    assertThat(text(format, RECORD))
        .isEqualTo("t/3@42\tkäy 1700000000123 2023-11-14T22:13:20.123Z a=1,a=2,b= 4:3 100%\n");
    assertThat(text(RecordTemplate.parse("[%k|%v|%h]"), BARE)).isEqualTo("[||]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%q", "%", "\\q%k", "%k\\x1", "\\xzz%k", "%k\\"})
  void whatIsNoPlaceholderOrEscapeIsRefused(String template) {
    assertThatThrownBy(() -> RecordTemplate.parse(template))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void jsonTellsBytesThatAreNoTextInBase64AndRepeatedHeadersInAnArray() throws IOException {
    assertThat(text(new JsonFormat(), RECORD))
        .isEqualTo(
            """
            {"partition":3,"offset":42,"timestamp":1700000000123,"key":"käy",\
            "value":{"base64":"dv8A"},"headers":{"a":["1","2"],"b":null}}
            """);
    assertThat(text(new JsonFormat(), BARE))
        .isEqualTo(
            """
            {"partition":0,"offset":0,"timestamp":0,"key":null,"value":null,"headers":{}}
            """);
  }

  @Test
  void escapesStandForBytes() {
    assertThat(Escapes.decode("a\\n\\t\\r\\0\\\\\\x1eä"))
        .containsExactly('a', '\n', '\t', '\r', 0, '\\', 0x1e, 0xc3, 0xa4);
  }
}
