package io.tukki.clusterconfig.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's script with a JDK that only writes down what it is asked for. */
final class LauncherTest {

  private static final String JAVA =
      """
      #!/bin/sh
      echo "$*" >> "$CALLS"
      # The training: from the option where the node's cache goes, and the last argument.
      case $* in *AOTCacheOutput=*)
        sleep 1
        node=${*#*AOTCacheOutput=}
        : > "${node%% *}"
        for commands in "$@"; do :; done
        : > "$commands"
      esac
      """;

  @TempDir Path root;

  private Path calls;

  @BeforeEach
  void install() throws IOException {
    calls = root.resolve("calls");
    Path dist = Files.createDirectories(root.resolve("cluster-config/target/dist"));
    Files.createDirectories(dist.resolve("lib"));
    Files.createFile(dist.resolve("built"));
    Files.copy(Path.of("../tukki"), root.resolve("tukki"));
    Path bin = Files.createDirectories(root.resolve("jdk/bin"));
    Files.writeString(bin.resolve("java"), JAVA);
    assertThat(bin.resolve("java").toFile().setExecutable(true)).isTrue();
  }

  private void jdk(int version) throws IOException {
    Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private Process launch(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", root.resolve("tukki").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of("TUKKI_JAVA_HOME", root.resolve("jdk").toString(), "CALLS", calls.toString()));
    builder.environment().remove("TUKKI_AOT");
    return builder.start();
  }

  private static void awaitEnd(Process process) throws Exception {
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }

  @Test
  void nodesThatAreStartedTogetherAreTrainedForOnceAndShareWhatThatMade() throws Exception {
    jdk(25);
    List<Process> launched = new ArrayList<>();
    for (int node = 0; node < 3; node++) {
      launched.add(launch("start"));
    }
    for (Process process : launched) {
      awaitEnd(process);
    }

    List<String> called = Files.readAllLines(calls);

    assertThat(called).hasSize(4);
    assertThat(called).filteredOn(line -> line.contains("AOTCacheOutput=")).hasSize(1);
    assertThat(called)
        .filteredOn(line -> line.contains("-XX:AOTCache="))
        .hasSize(3)
        .allMatch(line -> line.endsWith("Main start"));
    assertThat(root.resolve("cluster-config/target/dist/.training")).doesNotExist();
  }

  @Test
  void olderJdkWritesItsArchiveForOneNodeButNotForSeveralAtOnce() throws Exception {
    jdk(21);

    awaitEnd(launch("start", "--nodes", "3"));
    awaitEnd(launch("start"));

    assertThat(Files.readAllLines(calls))
        .satisfiesExactly(
            several -> assertThat(several).doesNotContain("SharedArchive"),
            one -> assertThat(one).contains("-XX:+AutoCreateSharedArchive"));
  }
}
