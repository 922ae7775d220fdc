package io.tukki.clusterconfig.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
