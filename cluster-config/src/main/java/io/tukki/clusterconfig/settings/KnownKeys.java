package io.tukki.clusterconfig.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.tukki.core.text.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The keys under {@code tukki} that the reference configuration has. Others are refused, because a
 * misspelt key would otherwise be a setting that silently does nothing.
 */
final class KnownKeys {

  private static final String ROOT = "tukki";
  private static final String PREFIX = "TUKKI_";

  /** The launcher's, the commands' and the log's. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "TUKKI_AOT",
          "TUKKI_BUILD",
          "TUKKI_JAVA_HOME",
          "TUKKI_JAVA_OPTS",
          "TUKKI_LOG_LEVEL",
          "TUKKI_URL");

  private static final Pattern OF_A_SERVICE =
      Pattern.compile(".*_(SERVICE_(HOST|PORT)|PORT_\\d+_(TCP|UDP|SCTP))(_.*)?");

  private final Set<String> keys;

  private KnownKeys(Set<String> keys) {
    this.keys = keys;
  }

  static KnownKeys of(Config reference) {
    return new KnownKeys(tukkiKeys(reference));
  }

  private static Set<String> tukkiKeys(Config config) {
    if (!config.hasPath(ROOT)) {
      return Set.of();
    }
    return config.getConfig(ROOT).entrySet().stream()
        .map(entry -> ROOT + "." + entry.getKey())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * @throws SettingsException naming the first key under {@code tukki} that the reference lacks
   */
  void check(Config config) {
    for (String key : tukkiKeys(config)) {
      if (!keys.contains(key)) {
        String guess =
            Spelling.nearest(key, keys).map(near -> "; did you mean " + near + "?").orElse(".");
        throw new SettingsException("There is no setting " + key + guess);
      }
    }
  }

  /** {@code tukki.http.port} is {@code TUKKI_HTTP_PORT}. */
  Config fromEnvironment(Map<String, String> variables) {
    Config config = ConfigFactory.empty();
    for (String key : keys) {
      String variable = variable(key);
      String value = variables.get(variable);
      if (value != null && !value.isBlank()) {
        config = config.withValue(key, ConfigValueFactory.fromAnyRef(value, variable));
      }
    }
    return config;
  }

  /** Of variables that look as if they were settings and are none, one line each. */
  List<String> warnings(Map<String, String> variables) {
    Set<String> known = new TreeSet<>(ELSEWHERE);
    keys.forEach(key -> known.add(variable(key)));
    return variables.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(PREFIX))
        .filter(entry -> !known.contains(entry.getKey()) && !isOfAService(entry))
        .map(entry -> warning(entry.getKey(), known))
        .sorted()
        .toList();
  }

  private static String warning(String variable, Set<String> known) {
    return "The environment variable %s is no setting%s"
        .formatted(
            variable,
            Spelling.nearest(variable, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("."));
  }

  /** Kubernetes tells each process of each service, and a service may well be called tukki. */
  private static boolean isOfAService(Map.Entry<String, String> entry) {
    return OF_A_SERVICE.matcher(entry.getKey()).matches()
        || entry.getValue().matches("(tcp|udp|sctp)://.*");
  }

  static String variable(String key) {
    return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
