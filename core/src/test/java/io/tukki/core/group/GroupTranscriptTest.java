package io.tukki.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The transcripts beside this test's resources, played again. With {@code
 * -Dtukki.test.transcripts=write} they are written anew: read the difference before it is kept.
 */
class GroupTranscriptTest {

  private static final Path TRANSCRIPTS = Path.of("src/test/resources/group-transcripts");

  /** Dealt at once, so that a transcript need not mind the time. */
  private static final GroupRules RULES =
      new GroupRules(
          GroupRules.DEFAULT.maxMembers(),
          GroupRules.DEFAULT.classic(),
          new GroupRules.ConsumerRules(45_000, 5_000, 1_000, 0, 100, 50, 10_000),
          GroupRules.DEFAULT.offsets());

  static List<Path> transcripts() throws IOException {
    try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void theSameCommandsLeadToTheSame(Path transcript) throws IOException {
    String played = new GroupScript(RULES).replay(Files.readAllLines(transcript));

    if (System.getProperty("tukki.test.transcripts", "").equals("write")) {
      Files.writeString(transcript, played);
    }
    assertThat(played).isEqualTo(Files.readString(transcript));
  }
}
