package io.tukki.streams;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;

/** A setting that is one of an enum's constants, written in lower case with hyphens. */
public final class ConfiguredChoice {

  private ConfiguredChoice() {}

  /**
   * @throws ConfigException if it is none of them, naming all
   */
  public static <E extends Enum<E>> E of(Class<E> type, Config config, String path) {
    String text = config.getString(path);
    Predicate<E> isMeant = value -> written(value).equals(text);
    return Arrays.stream(type.getEnumConstants())
        .filter(isMeant)
        .findFirst()
        .orElseThrow(() -> badValue(type, config, path, text));
  }

  private static <E extends Enum<E>> ConfigException badValue(
      Class<E> type, Config config, String path, String text) {
    String choices =
        String.join(
            ", ", Arrays.stream(type.getEnumConstants()).map(ConfiguredChoice::written).toList());
    return new ConfigException.BadValue(
        config.getValue(path).origin(), path, "'%s' is none of %s".formatted(text, choices));
  }

  private static String written(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
