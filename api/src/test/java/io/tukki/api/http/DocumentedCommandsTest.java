package io.tukki.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands of docs/http.md, run one after another; what they print is what the page shows. */
@Timeout(120)
final class DocumentedCommandsTest {

  private static final Pattern EXAMPLE =
      Pattern.compile("```sh\n(.*?)```\n```(?:json|text)\n(.*?)```", Pattern.DOTALL);

  @Test
  void everyCommandPrintsWhatThePageShows() throws Exception {
    assumeTrue(isThere("curl"), "needs curl");
    List<MatchResult> examples = EXAMPLE.matcher(page()).results().toList();
    assertThat(examples).hasSizeGreaterThan(10);

    try (OpenDoor door = OpenDoor.open()) {
      for (MatchResult example : examples) {
        String command = example.group(1);
        String printed = run(command.replace("localhost:8080", "127.0.0.1:" + door.port()));
        assertThat(printed.strip()).as(command).matches(pattern(example.group(2).strip()));
      }
    }
  }

  /** Where the page has an ellipsis, anything without a quote may stand. */
  private static Pattern pattern(String shown) {
    StringBuilder pattern = new StringBuilder();
    for (String literal : shown.split("…", -1)) {
      pattern.append(pattern.isEmpty() ? "" : "[^\"\n]*").append(Pattern.quote(literal));
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }

  private static boolean isThere(String program) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
  }

  private static String run(String command) throws IOException {
    Process process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    // Answers that are JSON documents end without a line feed; the page shows one for each command.
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .replaceAll("}(?=\\{)", "}\n");
  }

  private static String page() throws IOException {
    Path house = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(house.resolve(".mvn"))) {
      house = house.getParent();
    }
    return Files.readString(house.resolve("docs/http.md"));
  }
}
