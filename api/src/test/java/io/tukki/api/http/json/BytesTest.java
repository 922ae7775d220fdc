package io.tukki.api.http.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.tukki.api.http.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BytesTest {

  private static byte[] read(String json) throws IOException {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    try (JsonParser parser = Json.FACTORY.createParser(text)) {
      parser.nextToken();
      ByteBuffer bytes = new BytesReader(text.length).read(parser);
      assertThat(parser.nextToken()).as("stands on the value's last token").isNull();
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    }
  }

  private static String text(String json) throws IOException {
    return new String(read(json), StandardCharsets.UTF_8);
  }

  private static String write(ByteBuffer bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
      BytesWriter.write(json, bytes);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void anyBytesSurviveTheWayOutAndBack() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        for (int j = 0; j < bytes.length; j++) {
          bytes[j] = (byte) (bytes[j] & 0x7f);
        }
      }
      ByteBuffer buffer =
          random.nextBoolean()
              ? ByteBuffer.wrap(bytes)
              : ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();

      assertThat(read(write(buffer))).isEqualTo(bytes);
      assertThat(buffer.remaining()).isEqualTo(bytes.length);
    }
  }

  @Test
  void utf8IsWhatTheJdkSaysItIs() {
    Random random = new Random(11);
    int[] leads = {
      0x41, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF,
      0x9F, 0xA0, 0x8F, 0x90
    };
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) leads[random.nextInt(leads.length)];
      }
      assertThat(Utf8.isValid(bytes, 0, bytes.length)).isEqualTo(jdkDecodes(bytes));
    }
  }

  private static boolean jdkDecodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Test
  void otherJsonIsItsOwnCompactText() throws IOException {
    assertThat(text("{ \"a\" : [ 1.10 , 1e5, -0, true , null, { } ] , \"é\":\"\\u0041\\n\" }"))
        .isEqualTo("{\"a\":[1.10,1e5,-0,true,null,{}],\"é\":\"A\\n\"}");
    assertThat(text("123456789012345678901234567890.5"))
        .isEqualTo("123456789012345678901234567890.5");
    assertThat(text("[\"\ud83d\ude00\"]")).isEqualTo("[\"\ud83d\ude00\"]");
    assertThat(text("{}")).isEqualTo("{}");
    assertThat(text("false")).isEqualTo("false");
  }

  @Test
  void anObjectStandsForBytesOnlyWhereBase64IsAllItHas() throws IOException {
    assertThat(read("{\"base64\":\"AP8=\"}")).containsExactly(0, 255);
    assertThat(read("{\"base64\":\"\"}")).isEmpty();
    assertThat(text("{\"base64\":\"AP8=\",\"b\":1}")).isEqualTo("{\"base64\":\"AP8=\",\"b\":1}");
    assertThat(text("{\"b\":1,\"base64\":\"AP8=\"}")).isEqualTo("{\"b\":1,\"base64\":\"AP8=\"}");
    assertThat(text("{\"base64\":{\"base64\":\"x\"}}"))
        .isEqualTo("{\"base64\":{\"base64\":\"x\"}}");
    assertThat(text("{\"base64\":null}")).isEqualTo("{\"base64\":null}");
    assertThatThrownBy(() -> read("{\"base64\":\"!\"}")).isInstanceOf(ProblemException.class);
  }

  @Test
  void halfOfASurrogatePairHasNoUtf8() {
    assertThatThrownBy(() -> read("\"\\ud800\"")).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> read("\"a\\udc00b\"")).isInstanceOf(ProblemException.class);
  }
}
