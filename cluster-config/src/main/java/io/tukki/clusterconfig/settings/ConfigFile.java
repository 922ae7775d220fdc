package io.tukki.clusterconfig.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads an operator's HOCON file, and refuses keys that mean nothing. */
final class ConfigFile {

  private ConfigFile() {}

  static Config read(Path path, KnownKeys known) {
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new SettingsException("Configuration file " + path + " is not there or not readable.");
    }
    Config config = parse(path);
    known.check(config);
    return config;
  }

  private static Config parse(Path path) {
    try {
      return ConfigFactory.parseFile(path.toFile());
    } catch (ConfigException e) {
      throw new SettingsException(
          "Configuration file %s is not valid HOCON: %s".formatted(path, firstLine(e)));
    }
  }

  private static String firstLine(ConfigException e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse(message);
  }
}
