package io.tukki.clusterconfig.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KnownKeysTest {

  private final KnownKeys keys =
      KnownKeys.of(ConfigFactory.parseString("tukki { http.port = 1, data-dir = d }"));

  @Test
  void misspeltVariableIsWarnedAboutWithTheNearestThatThereIs() {
    assertThat(keys.warnings(Map.of("TUKKI_HTPP_PORT", "1", "TUKKI_QWERTZUIOP", "x")))
        .containsExactly(
            "The environment variable TUKKI_HTPP_PORT is no setting; did you mean"
                + " TUKKI_HTTP_PORT?",
            "The environment variable TUKKI_QWERTZUIOP is no setting.");
  }

  @Test
  void whatIsKnownSomewhereIsNotWarnedAbout() {
    assertThat(
            keys.warnings(
                Map.of(
                    "TUKKI_HTTP_PORT", "1",
                    "TUKKI_DATA_DIR", "x",
                    "TUKKI_JAVA_OPTS", "-Xmx1g",
                    "TUKKIX", "another's",
                    "PATH", "/bin")))
        .isEmpty();
  }

  @Test
  void whatKubernetesSaysOfAServiceOfThatNameIsNotMeantForUs() {
    assertThat(
            keys.warnings(
                Map.of(
                    "TUKKI_PORT", "tcp://10.0.0.1:8080",
                    "TUKKI_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                    "TUKKI_PORT_8080_TCP_ADDR", "10.0.0.1",
                    "TUKKI_SERVICE_HOST", "10.0.0.1",
                    "TUKKI_SERVICE_PORT_HTTP", "8080")))
        .isEmpty();
  }
}
