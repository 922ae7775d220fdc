package io.tukki.api.http.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DraftsTest {

  private static final DraftReader.Context CONTEXT =
      new DraftReader.Context("t", 3, 42, new RecordLimits(100, 10, 100));

  @Test
  void aValuesOwnJsonMayRepeatItsNamesAsItLikes() {
    String document = "{\"records\":[{\"value\":{\"a\":1,\"a\":2}}]}";

    List<Draft> drafts =
        DocumentReader.read(document.getBytes(StandardCharsets.UTF_8), CONTEXT, 10);

    assertThat(StandardCharsets.UTF_8.decode(drafts.getFirst().value()).toString())
        .isEqualTo("{\"a\":1,\"a\":2}");
    assertThat(drafts.getFirst().timestampMs()).isEqualTo(42);
  }
}
