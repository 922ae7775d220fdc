package io.tukki.clusterconfig.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.clusterconfig.process.Child.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command against a real node, as a user would type it. */
final class CommandLineIT {

  private static final int UNREACHABLE = 3;

  @TempDir static Path temp;
  private static NodeChild node;

  @BeforeAll
  static void start() throws IOException {
    node = NodeChild.start(temp.resolve("data"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String run(String... arguments) {
    return pipe("", arguments);
  }

  private static String pipe(String input, String... arguments) {
    Ended ended = node.command(input.getBytes(UTF_8), arguments);
    assertThat(ended.exitCode()).as(ended.errors()).isZero();
    return ended.text();
  }

  private static Ended fails(String... arguments) {
    Ended ended = node.command(arguments);
    assertThat(ended.errors()).startsWith("tukki: ");
    assertThat(ended.exitCode()).isNotZero();
    return ended;
  }

  @Test
  void aTopicIsCreatedShownChangedAndDeleted() {
    assertThat(run("topics", "create", "life", "--partitions", "2", "-c", "retention.ms=1000"))
        .isEqualTo("Created topic life with 2 partitions.\n");
    assertThat(run("topics", "list", "--names")).contains("life\n");
    assertThat(run("topics", "describe", "life"))
        .contains("Topic life (id ", "  retention.ms = 1000\n");

    run("topics", "alter", "life", "--partitions", "3", "--unset", "retention.ms");

    assertThat(run("topics", "describe", "life")).doesNotContain("retention.ms");
    assertThat(run("topics", "list")).containsPattern("life +3 +1 ");
    assertThat(run("topics", "delete", "life")).isEqualTo("Deleted topic life.\n");
    assertThat(run("topics", "list", "--names")).doesNotContain("life");
  }

  @Test
  void refusalsAreOneLineAndExitCodeOne() {
    assertThat(fails("topics", "describe", "nowhere").errors())
        .isEqualTo("tukki: There is no topic 'nowhere'.\n");
    assertThat(fails("topics", "create", "in valid").exitCode()).isEqualTo(1);
    assertThat(fails("consume", "nowhere").errors())
        .isEqualTo("tukki: There is no topic 'nowhere'.\n");
    assertThat(node.command("x\n".getBytes(UTF_8), "produce", "nowhere").errors())
        .isEqualTo("tukki: There is no topic 'nowhere'.\n");
  }

  @Test
  void linesComeBackAsTheyWent() {
    run("topics", "create", "lines");
    pipe("one\n\nthree\nno line feed at the end", "produce", "lines");

    assertThat(run("consume", "lines")).isEqualTo("one\n\nthree\nno line feed at the end\n");
    assertThat(run("consume", "lines", "--offset", "1", "-n", "2")).isEqualTo("\nthree\n");
    assertThat(run("consume", "lines", "--offset", "latest")).isEmpty();
    assertThat(run("consume", "lines", "--timestamp", "-1h", "-n", "1")).isEqualTo("one\n");
  }

  @Test
  void bytesThatAreNoTextComeBackAsTheyWent() throws IOException {
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Path file = Files.write(temp.resolve("bytes"), bytes);
    run("topics", "create", "bytes");
    run("produce", "bytes", "--format", "raw", "--key", "k", file.toString());

    assertThat(node.command("consume", "bytes", "--format", "raw").output()).isEqualTo(bytes);
  }

  @Test
  void keysDecideThePartitionAndKeepTheirOrder() {
    run("topics", "create", "keyed", "--partitions", "4");
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      input.append("key").append(i % 10).append('=').append(i).append('\n');
    }
    pipe(input.toString(), "produce", "keyed", "--key-separator", "=", "-H", "from=test");

    List<String> lines = run("consume", "keyed", "--format", "%k %p %v %h\\n").lines().toList();

    assertThat(lines).hasSize(1000).allMatch(line -> line.endsWith(" from=test"));
    Pattern shape = Pattern.compile("(?<key>\\S+) (?<partition>\\d) (?<number>\\d+) from=test");
    for (int key = 0; key < 10; key++) {
      String wanted = "key" + key;
      List<Matcher> ofKey =
          lines.stream()
              .map(shape::matcher)
              .filter(line -> line.matches() && line.group("key").equals(wanted))
              .toList();
      assertThat(ofKey.stream().map(line -> line.group("partition")).distinct()).hasSize(1);
      assertThat(ofKey.stream().map(line -> Integer.valueOf(line.group("number"))))
          .hasSize(100)
          .isSorted();
    }
  }

  @Test
  void documentsGoInAndComeOutAsJson() {
    run("topics", "create", "documents", "--partitions", "2");
    pipe(
        """
        {"key":"a","value":"one","partition":1,"headers":{"h":["1","2"]}}

        {"key":null,"value":{"base64":"/wA="},"partition":1}
        """,
        "produce",
        "documents",
        "--format",
        "ndjson");

    assertThat(run("consume", "documents", "--format", "json").lines())
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .contains("\"partition\":1,\"offset\":0,", "\"headers\":{\"h\":[\"1\",\"2\"]}"),
            second -> assertThat(second).contains("\"key\":null,\"value\":{\"base64\":\"/wA=\"}"));
  }

  @Test
  void aDocumentThatIsNoneIsNamedByItsNumber() {
    run("topics", "create", "broken");
    Ended ended =
        node.command(
            "{\"value\":\"good\"}\n{\"value\":\n".getBytes(UTF_8),
            "produce",
            "broken",
            "--format",
            "ndjson");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.errors()).contains("tukki: ").doesNotContain("\tat ");
    assertThat(run("consume", "broken")).isEqualTo("good\n");
  }

  @Test
  void aDumpShowsWhatIsOnTheDiskAndFindsDamage() throws IOException {
    Path data = temp.resolve("dumped");
    String id;
    try (NodeChild other = NodeChild.start(data)) {
      other.command("topics", "create", "t");
      other.command("one\ntwo\n".getBytes(UTF_8), "produce", "t", "--key", "k");
      id = other.command("topics", "list").text().lines().skip(1).findFirst().orElseThrow();
      id = id.substring(id.lastIndexOf(' ') + 1);
      other.terminate();
    }

    assertThat(run("log", "dump", "--data-dir", data.toString()))
        .contains("controller: 1 segments", "partition|" + id + "-0: 1 segments")
        .doesNotContain("DAMAGE");
    assertThat(run("log", "dump", id, "--records", "--data-dir", data.toString()))
        .contains("offsets 0-", "\"key\":\"k\",\"value\":\"two\"");

    Path log = data.resolve("logs").resolve("partition%7C" + id + "-0");
    Path segment = log.resolve("00000000000000000000.log");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length - 1] ^= 1;
    Files.write(segment, bytes);
    Ended ended = node.command("log", "dump", "--data-dir", data.toString());
    assertThat(ended.text()).contains("DAMAGED", "DAMAGE in 00000000000000000000.log at byte ");
    assertThat(ended.exitCode()).isEqualTo(1);
  }

  @Test
  void whereNoNodeAnswersTheUserIsToldToStartOne() {
    Ended ended = node.command("topics", "list", "--url", "http://127.0.0.1:1");

    assertThat(ended.errors())
        .isEqualTo(
            "tukki: no node answers at http://127.0.0.1:1; is one running? Start one with: ./tukki"
                + " start\n");
    assertThat(ended.exitCode()).isEqualTo(UNREACHABLE);
  }

  @Test
  void wrongUsageShowsTheWayToHelp() {
    Ended ended = Child.run(new byte[0], Map.of(), "topics", "create");

    assertThat(ended.errors()).contains("TOPIC", "Try: ./tukki topics create --help");
    assertThat(ended.exitCode()).isEqualTo(2);
  }

  @Test
  void everyCommandTeaches() {
    for (String[] command :
        new String[][] {
          {"start"}, {"topics"}, {"topics", "create"}, {"produce"}, {"consume"}, {"log", "dump"}
        }) {
      String[] arguments = Arrays.copyOf(command, command.length + 1);
      arguments[command.length] = "--help";

      assertThat(run(arguments)).contains("Usage: tukki " + String.join(" ", command));
    }
  }

  @Test
  void theClusterShowsItsNodeAndItsDoor() {
    assertThat(run("cluster", "status"))
        .contains("this node is ready", "http 127.0.0.1:" + node.url().getPort());
  }
}
