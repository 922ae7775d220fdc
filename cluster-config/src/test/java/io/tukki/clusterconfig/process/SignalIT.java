package io.tukki.clusterconfig.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is asked to stop does so, soon, and has lost nothing. */
final class SignalIT {

  /** What a shell says of a process that SIGTERM ended: 128 + 15. */
  static final int TERMINATED = 143;

  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir Path data;

  @Test
  void sigtermStopsCleanlyAndTheNextStartFindsEverything() throws IOException {
    try (NodeChild node = NodeChild.start(data)) {
      node.command("topics", "create", "t");
      node.command("one\ntwo\n".getBytes(UTF_8), "produce", "t");
      long asked = System.nanoTime();

      assertThat(node.terminate()).isEqualTo(TERMINATED);
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(SOON);
    }
    try (NodeChild node = NodeChild.start(data)) {
      assertThat(node.command("consume", "t").text()).isEqualTo("one\ntwo\n");
    }
  }

  @Test
  void aWaitingReaderDoesNotHoldUpTheStop() throws Exception {
    try (NodeChild node = NodeChild.start(data)) {
      node.command("topics", "create", "t");
      Process follower =
          Child.builder(
                  java.util.Map.of("TUKKI_URL", node.url().toString()), "consume", "t", "--follow")
              .redirectErrorStream(true)
              .start();
      try {
        node.command("one\n".getBytes(UTF_8), "produce", "t");
        assertThat(follower.inputReader(UTF_8).readLine()).isEqualTo("one");
        long asked = System.nanoTime();

        assertThat(node.terminate()).isEqualTo(TERMINATED);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(SOON);
        assertThat(follower.waitFor()).as("the follower is told").isNotZero();
      } finally {
        follower.destroyForcibly();
      }
    }
  }
}
