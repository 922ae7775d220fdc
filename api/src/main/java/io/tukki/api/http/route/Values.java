package io.tukki.api.http.route;

import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of value that a parameter may have.
 *
 * @param schema its JSON Schema
 * @param parse throws IllegalArgumentException, whose message completes "The parameter x …"
 */
public record Values<T>(Map<String, Object> schema, Function<String, T> parse) {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m)?");

  public static Values<String> text() {
    return new Values<>(Map.of("type", "string"), text -> text);
  }

  public static Values<Integer> ints(int least, int most) {
    return new Values<>(
        Map.of("type", "integer", "format", "int32", "minimum", least, "maximum", most),
        text -> (int) number(text, least, most));
  }

  public static Values<Long> longs(long least) {
    return new Values<>(
        Map.of("type", "integer", "format", "int64", "minimum", least),
        text -> number(text, least, Long.MAX_VALUE));
  }

  private static long number(String text, long least, long most) {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for both mistakes.
    }
    throw new IllegalArgumentException(
        most == Long.MAX_VALUE
            ? "is a whole number of %d or more, not '%s'".formatted(least, text)
            : "is a whole number from %d to %d, not '%s'".formatted(least, most, text));
  }

  /** {@code 500ms}, {@code 5s}, {@code 1m}; a bare number means milliseconds. */
  public static Values<Duration> durations(Duration most) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "string");
    schema.put("pattern", "^" + DURATION.pattern() + "$");
    schema.put("description", "At most " + most.toMillis() + "ms.");
    return new Values<>(schema, text -> duration(text, most));
  }

  private static Duration duration(String text, Duration most) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "is a duration such as 500ms, 5s or 1m, not '%s'".formatted(text));
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case null, default -> Duration.ofMillis(amount);
        };
    if (duration.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "is at most %dms, not '%s'".formatted(most.toMillis(), text));
    }
    return duration;
  }

  public static Values<Boolean> booleans() {
    return new Values<>(
        Map.of("type", "boolean"),
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default ->
                  throw new IllegalArgumentException("is true or false, not '%s'".formatted(text));
            });
  }

  /** One of a few, by their labels. */
  public static <T> Values<T> oneOf(Map<String, T> byLabel) {
    List<String> labels = List.copyOf(byLabel.keySet());
    return new Values<>(
        Map.of("type", "string", "enum", labels),
        text -> {
          T value = byLabel.get(text);
          if (value == null) {
            throw new IllegalArgumentException(
                "is one of %s, not '%s'".formatted(String.join(", ", labels), text));
          }
          return value;
        });
  }

  /** Whole numbers of 0 and more, separated by commas. */
  public static Values<List<Integer>> intList() {
    return new Values<>(
        Map.of("type", "string", "pattern", "^[0-9]+(,[0-9]+)*$"),
        text ->
            Arrays.stream(text.split(",", -1))
                .map(part -> (int) number(part, 0, Integer.MAX_VALUE))
                .distinct()
                .toList());
  }

  public static Values<byte[]> base64() {
    return new Values<>(
        Map.of("type", "string", "contentEncoding", "base64"),
        text -> {
          try {
            return Base64.getDecoder().decode(text);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is base64, not '%s'".formatted(text));
          }
        });
  }
}
