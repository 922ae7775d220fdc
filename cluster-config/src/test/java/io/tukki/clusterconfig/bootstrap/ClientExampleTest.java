package io.tukki.clusterconfig.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.streams.producer.ProducerSettings;
import io.tukki.streams.serialization.Serdes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/streams.md shows of clients is what is compiled here; that it works, ClientIT says. */
final class ClientExampleTest {

  private static final Path PAGE = Path.of("../docs/streams.md");
  private static final Path HERE =
      Path.of("src/test/java/io/tukki/clusterconfig/bootstrap/ClientExampleTest.java");

  record Order(long id, String customer, int cents) {}

  /** Never called: there are no such nodes. */
  static ProducerSettings<String, Order> settings() {
    // example
    TukkiClient client = TukkiClient.connect(List.of("n1.example.org:7300", "n2.example.org:7300"));
    var settings =
        ProducerSettings.create(
            client.system(), client.broker(), Serdes.string(), Serdes.json(Order.class));
    // end
    return settings;
  }

  @Test
  void thePageShowsWhatIsCompiled() throws IOException {
    String source = Files.readString(HERE);
    String from = "    // example\n";
    int start = source.indexOf(from) + from.length();

    String example = source.substring(start, source.indexOf("    // end\n", start));

    assertThat(example).isNotBlank();
    assertThat(Files.readString(PAGE)).contains(example);
  }
}
