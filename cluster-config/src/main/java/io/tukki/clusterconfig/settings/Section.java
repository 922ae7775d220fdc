package io.tukki.clusterconfig.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads single values out of a configuration; whatever does not fit names its key. */
public final class Section {

  static final int MAX_PORT = 65_535;

  private final Config config;

  public Section(Config config) {
    this.config = config;
  }

  public String text(String key) {
    String value = get(key, "must be a text", c -> c.getString(key)).strip();
    if (value.isEmpty()) {
      throw SettingsException.of(key, "must not be empty");
    }
    return value;
  }

  /** Empty where nothing is said. */
  public Optional<String> optionalText(String key) {
    return Optional.of(get(key, "must be a text", c -> c.getString(key)).strip())
        .filter(value -> !value.isEmpty());
  }

  /** A list, or one text with commas, which is what the environment and options can say. */
  public List<String> texts(String key) {
    String expected = "must be a list of texts, or one text with commas between them";
    List<String> said =
        get(
            key,
            expected,
            c ->
                c.getValue(key).valueType() == ConfigValueType.STRING
                    ? List.of(c.getString(key).split(",", -1))
                    : c.getStringList(key));
    return said.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
  }

  public Path path(String key) {
    String value = text(key);
    String home = System.getProperty("user.home", "");
    return value.startsWith("~/") ? Path.of(home, value.substring(2)) : Path.of(value);
  }

  public int port(String key) {
    return (int) number(key, 0, MAX_PORT, "a port: 0 (any free one) to 65535");
  }

  public int integer(String key, int min, int max) {
    return (int) number(key, min, max, "a whole number from " + min + " to " + max);
  }

  private long number(String key, long min, long max, String expected) {
    long value = get(key, "must be " + expected, c -> c.getLong(key));
    if (value < min || value > max) {
      throw SettingsException.of(key, "must be " + expected + ", not " + value);
    }
    return value;
  }

  public boolean flag(String key) {
    return get(key, "must be on or off", c -> c.getBoolean(key));
  }

  /** A size such as {@code 64 MiB}. */
  public long bytes(String key, long min, long max) {
    String expected = "must be a size such as 64MiB, from " + min + " to " + max + " bytes";
    long value = get(key, expected, c -> c.getBytes(key));
    if (value < min || value > max) {
      throw SettingsException.of(key, expected + ", not " + value);
    }
    return value;
  }

  public Duration duration(String key, Duration min, Duration max) {
    String expected = "must be a time such as 5s, from " + inWords(min) + " to " + inWords(max);
    Duration value = get(key, expected, c -> c.getDuration(key));
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw SettingsException.of(key, expected + ", not " + inWords(value));
    }
    return value;
  }

  /** One of an enum's names, in lower case. */
  public <E extends Enum<E>> E oneOf(String key, Class<E> type) {
    String value = text(key);
    for (E candidate : type.getEnumConstants()) {
      if (candidate.name().equalsIgnoreCase(value)) {
        return candidate;
      }
    }
    String names =
        String.join(
            ", ",
            java.util.Arrays.stream(type.getEnumConstants())
                .map(e -> e.name().toLowerCase(java.util.Locale.ROOT))
                .toList());
    throw SettingsException.of(key, "must be one of " + names + ", not '" + value + "'");
  }

  /** Pekko makes URIs of the name, which is why it is narrower than it need be. */
  String clusterName(String key) {
    String value = text(key);
    if (!value.matches("[a-zA-Z0-9][a-zA-Z0-9-]{0,62}")) {
      throw SettingsException.of(
          key, "must be 1 to 63 letters, digits and hyphens, not '" + value + "'");
    }
    return value;
  }

  private static String inWords(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  private <T> T get(String key, String expected, Function<Config, T> getter) {
    try {
      return getter.apply(config);
    } catch (ConfigException e) {
      throw SettingsException.of(key, expected + whatIsThere(key));
    }
  }

  private String whatIsThere(String key) {
    try {
      return ", not '" + config.getValue(key).unwrapped() + "'";
    } catch (ConfigException e) {
      return "; it is missing";
    }
  }
}
