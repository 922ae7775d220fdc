package io.tukki.api.http.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.api.http.record.LinesReader.Lines;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How an upload is cut into texts must not show in what is made of it. */
final class LinesReaderTest {

  private static final DraftReader.Context CONTEXT =
      new DraftReader.Context("t", 3, 42, new RecordLimits(100, 10, 100));

  private record Read(List<String> drafts, String end) {}

  /** Cuts the text behind some of its line feeds and reads piece by piece. */
  private static Read read(String text, Random cuts) {
    List<String> drafts = new ArrayList<>();
    long line = 1;
    int from = 0;
    while (from < text.length()) {
      int to = text.indexOf('\n', from) + 1;
      while (to > 0 && to < text.length() && cuts.nextBoolean()) {
        int next = text.indexOf('\n', to) + 1;
        to = next == 0 ? text.length() : next;
      }
      to = to == 0 ? text.length() : to;
      ByteBuffer piece = ByteBuffer.wrap(text.substring(from, to).getBytes(StandardCharsets.UTF_8));
      Lines lines = LinesReader.read(piece, line, CONTEXT);
      lines.drafts().forEach(draft -> drafts.add(draft.line() + ":" + text(draft.value())));
      if (lines.problem().isPresent()) {
        var problem = lines.problem().get();
        return new Read(
            drafts,
            problem.code() + " at " + problem.place().orElseThrow() + ": " + problem.detail());
      }
      line = lines.nextLine();
      from = to;
    }
    return new Read(drafts, "line " + line);
  }

  private static String text(@Nullable ByteBuffer value) {
    return value == null ? "none" : StandardCharsets.UTF_8.decode(value.duplicate()).toString();
  }

  private static final List<String> LINES =
      List.of(
          "{\"value\":\"x\"}",
          "{\"value\":{\"a\":[1,2,{}]},\"key\":\"é\"}",
          "",
          "  ",
          "{\"value\":null,\"headers\":{\"a\":\"b\"}}",
          "{\"value\":\"x\"",
          "{\"value\":\"x",
          "{\"value\":\"x\"} {\"value\":\"y\"}",
          "}",
          "nonsense",
          "{\"value\":1,\"partition\":9}",
          "[",
          "{\"value\":[1,",
          "{\"value\":tru");

  @Test
  void theCutsDoNotShow() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        // Good lines are more frequent, or hardly anything would be read behind the first one.
        int kind = random.nextInt(4) > 0 ? random.nextInt(5) : random.nextInt(LINES.size());
        text.append(LINES.get(kind)).append(i == 0 && random.nextBoolean() ? "" : "\n");
      }

      Read whole = read(text.toString(), alwaysFalse(true));
      Read inLines = read(text.toString(), alwaysFalse(false));
      Read inPieces = read(text.toString(), new Random(seed));

      assertThat(inPieces.drafts()).as("seed %d: %s", seed, text).isEqualTo(whole.drafts());
      assertThat(place(inPieces)).as("seed %d: %s", seed, text).isEqualTo(place(whole));
      assertThat(place(inLines)).as("seed %d: %s", seed, text).isEqualTo(place(whole));
    }
  }

  /** Columns and words may differ where a line's end is the text's end; lines may not. */
  private static String place(Read read) {
    return read.end().replaceAll(", column=.*", "").replaceAll(".* at Place", "Place");
  }

  private static Random alwaysFalse(boolean inverted) {
    return new Random(0) {
      @Override
      public boolean nextBoolean() {
        return inverted;
      }
    };
  }
}
