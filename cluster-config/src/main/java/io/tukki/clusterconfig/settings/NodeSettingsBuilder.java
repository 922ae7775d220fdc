package io.tukki.clusterconfig.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.tukki.actors.PekkoDefaults;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lays the sources of settings over one another. Not thread-safe. */
public final class NodeSettingsBuilder {

  private static final Logger LOG = LoggerFactory.getLogger(NodeSettingsBuilder.class);

  private static final String NODE = "tukki-node.conf";
  private static final String PROCESS = "tukki-process.conf";

  private String base = NODE;
  private Optional<Path> file = Optional.empty();
  private Map<String, String> environment = System.getenv();
  private final Map<String, Object> direct = new LinkedHashMap<>();

  NodeSettingsBuilder() {}

  public NodeSettingsBuilder dataDir(Path dataDir) {
    return with("tukki.data-dir", dataDir.toString());
  }

  /**
   * @param port 0 takes any free port
   */
  public NodeSettingsBuilder httpPort(int port) {
    return with("tukki.http.port", port);
  }

  /**
   * @param port 0 takes any free port
   */
  public NodeSettingsBuilder kafkaPort(int port) {
    return with("tukki.kafka.port", port);
  }

  /**
   * @param seeds {@code host:port} of each node, this one included
   */
  public NodeSettingsBuilder seeds(List<String> seeds) {
    return with("tukki.cluster.seeds", seeds);
  }

  /** Any other key; it wins over file and environment. */
  public NodeSettingsBuilder with(String key, Object value) {
    direct.put(key, value);
    return this;
  }

  /** A HOCON file, over the reference. */
  public NodeSettingsBuilder file(Path path) {
    this.file = Optional.of(path);
    return this;
  }

  /** The node holds nothing; it is an application's part in the cluster. */
  public NodeSettingsBuilder client() {
    return with("tukki.node.role", NodeSettings.Role.CLIENT.label());
  }

  /** The node has a process to itself, which ends with it. */
  public NodeSettingsBuilder ownProcess() {
    this.base = PROCESS;
    return this;
  }

  /** In place of the process's own environment. */
  public NodeSettingsBuilder environment(Map<String, String> variables) {
    this.environment = variables;
    return this;
  }

  /**
   * @throws SettingsException naming what is wrong and what would be right
   */
  public NodeSettings build() {
    Config reference = ConfigFactory.defaultReference();
    KnownKeys known = KnownKeys.of(reference);
    Config said = ConfigFactory.empty();
    for (Map.Entry<String, Object> entry : direct.entrySet()) {
      said =
          said.withValue(
              entry.getKey(), ConfigValueFactory.fromAnyRef(entry.getValue(), "argument"));
    }
    known.check(said);
    known.warnings(environment).forEach(LOG::warn);
    Config layered =
        said.withFallback(known.fromEnvironment(environment))
            .withFallback(
                file.map(path -> ConfigFile.read(path, known)).orElseGet(ConfigFactory::empty));
    return NodeSettings.parse(
        ConfigFactory.defaultOverrides()
            .withFallback(layered)
            .withFallback(ConfigFactory.parseResources(NodeSettings.class.getClassLoader(), base))
            .withFallback(PekkoDefaults.config())
            .withFallback(reference)
            .resolve());
  }
}
