package io.tukki.clusterconfig.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeSettingsTest {

  @TempDir Path directory;

  private static NodeSettingsBuilder builder() {
    return NodeSettings.builder().environment(Map.of());
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("tukki.conf"), content);
  }

  @Test
  void nothingSaidMeansADataDirectoryHereAndTheUsualPorts() {
    NodeSettings settings = builder().build();

    assertThat(settings.dataDir()).isEqualTo(Path.of("data"));
    assertThat(settings.http()).isEqualTo(new NodeSettings.Door("127.0.0.1", 8080));
    assertThat(settings.kafka()).isEqualTo(new NodeSettings.Door("127.0.0.1", 9092));
  }

  @Test
  void whatIsSaidDirectlyWinsOverEnvironmentAndThatOverTheFile() throws IOException {
    NodeSettings settings =
        builder()
            .file(
                file("tukki { http { port = 1, host = fromfile }, kafka.port = 1, data-dir = f }"))
            .environment(Map.of("TUKKI_HTTP_PORT", "2", "TUKKI_KAFKA_PORT", "2"))
            .httpPort(3)
            .build();

    assertThat(settings.http()).isEqualTo(new NodeSettings.Door("fromfile", 3));
    assertThat(settings.kafka().port()).isEqualTo(2);
    assertThat(settings.dataDir()).isEqualTo(Path.of("f"));
  }

  @Test
  void theEnvironmentsNamesHaveUnderscoresForDotsAndHyphens() {
    NodeSettings settings =
        builder().environment(Map.of("TUKKI_DATA_DIR", "/somewhere", "TUKKI_URL", "x")).build();

    assertThat(settings.dataDir()).isEqualTo(Path.of("/somewhere"));
  }

  @Test
  void aMisspeltKeyIsRefusedAndTheNearestOneNamed() throws IOException {
    NodeSettingsBuilder misspelt = builder().file(file("tukki.http.prot = 8081"));

    assertThatThrownBy(misspelt::build)
        .isInstanceOf(SettingsException.class)
        .hasMessage("There is no setting tukki.http.prot; did you mean tukki.http.port?");
  }

  @Test
  void settingsOfPekkoCanStandInTheFileToo() throws IOException {
    NodeSettings settings = builder().file(file("pekko.loglevel = DEBUG")).build();

    assertThat(settings.config().getString("pekko.loglevel")).isEqualTo("DEBUG");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tukki.http.port | 65536 | must be a port: 0 (any free one) to 65535, not 65536",
        "tukki.http.port | -1    | must be a port: 0 (any free one) to 65535, not -1",
        "tukki.http.port | http  | must be a port: 0 (any free one) to 65535, not 'http'",
        "tukki.http.host | ' '   | must not be empty",
        "tukki.cluster.name | a b | must be 1 to 63 letters, digits and hyphens, not 'a b'",
        "tukki.cluster.seeds | a | must be like host:port; 'a' has no port, and tukki.cluster.port"
            + " is 0",
        "tukki.cluster.seeds | a:0 | must be like host:port, not 'a:0'",
        "tukki.cluster.seeds | a:1,:2 | must be like host:port, not ':2'",
        "tukki.cluster.expected-nodes | 3 | is 3, so tukki.cluster.seeds must say where the other"
            + " nodes are",
        "tukki.cluster.expected-nodes | -1 | must be a whole number from 0 to 1000, not -1",
        "tukki.node.role | both | must be one of data, client, not 'both'",
        "tukki.shutdown-timeout | 0s | must be a time such as 5s, from 1s to 600s, not 0s",
        "tukki.shutdown-timeout | soon | must be a time such as 5s, from 1s to 600s, not 'soon'",
      })
  void aValueThatDoesNotFitIsNamedWithWhatWouldBeRight(String key, String value, String message) {
    NodeSettingsBuilder wrong = builder().with(key, value);

    assertThatThrownBy(wrong::build)
        .isInstanceOf(SettingsException.class)
        .hasMessage(key + " " + message);
  }

  @Test
  void aNodeWithoutSeedsIsAClusterOfOne() {
    NodeSettings.Cluster cluster = builder().build().cluster();

    assertThat(cluster.seeds()).isEmpty();
    assertThat(cluster.expectedNodes()).hasValue(1);
  }

  @Test
  void seedsComeFromAListOrFromOneTextWithCommas() throws IOException {
    List<NodeSettings.Seed> seeds =
        List.of(
            new NodeSettings.Seed("a", 1),
            new NodeSettings.Seed("b", 7300),
            new NodeSettings.Seed("[::1]", 3));

    assertThat(
            builder()
                .file(file("tukki.cluster { port = 7300, seeds = [\"a:1\", b, \"[::1]:3\"] }"))
                .build()
                .cluster()
                .seeds())
        .isEqualTo(seeds);
    assertThat(
            builder()
                .environment(
                    Map.of("TUKKI_CLUSTER_SEEDS", "a:1, b,[::1]:3", "TUKKI_CLUSTER_PORT", "7300"))
                .build()
                .cluster()
                .seeds())
        .isEqualTo(seeds);
  }

  @Test
  void whoListsSeedsHasCountedTheNodesAndWhoNamesOneHasNot() {
    assertThat(builder().seeds(List.of("a:1", "b:1")).build().cluster().expectedNodes())
        .hasValue(2);
    assertThat(builder().seeds(List.of("all:1")).build().cluster().expectedNodes()).isEmpty();
    assertThat(
            builder()
                .seeds(List.of("all:1"))
                .with("tukki.cluster.expected-nodes", 5)
                .build()
                .cluster()
                .expectedNodes())
        .hasValue(5);
  }

  @Test
  void aFileThatIsNotThereIsSaidToBeMissing() {
    NodeSettingsBuilder missing = builder().file(directory.resolve("none.conf"));

    assertThatThrownBy(missing::build)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("none.conf is not there");
  }

  @Test
  void aFileThatIsNotHoconIsRefusedInOneLine() throws IOException {
    NodeSettingsBuilder broken = builder().file(file("tukki { http { port = "));

    assertThatThrownBy(broken::build)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("tukki.conf is not valid HOCON")
        .message()
        .hasLineCount(1);
  }
}
