package io.tukki.multinode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the stories rely on: roles meet, nodes die, nodes come back. */
final class HarnessIT {

  @TempDir Path directory;

  @Test
  void nodesMeetTheDriverDieAndComeBack() throws Exception {
    try (Nodes nodes = Nodes.start(directory, 3, Nodes.Kinship.EACH_ITS_OWN)) {
      assertThat(nodes.isReady(1)).isTrue();

      nodes.restart(1);
      nodes.kill(2);

      assertThat(nodes.isReady(1)).isTrue();
      assertThat(nodes.isReady(2)).isFalse();
      assertThat(nodes.isReady(3)).isTrue();
    }
  }
}
