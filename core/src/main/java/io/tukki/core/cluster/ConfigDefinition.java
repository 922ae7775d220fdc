package io.tukki.core.cluster;

import io.tukki.core.result.Refusal.InvalidConfig;
import io.tukki.core.result.Result;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.LongPredicate;

/**
 * One configuration key: everything that any door says about it.
 *
 * @param accepted completes the sentence "the value is ..." for a person who typed a wrong one
 * @param documentation what the key does, in a sentence or two
 */
public record ConfigDefinition<T>(
    String name,
    ConfigType type,
    String defaultValue,
    String accepted,
    Parser<T> parser,
    String documentation) {

  /** Reads a value as people write it; empty where it is none that the key accepts. */
  public interface Parser<T> {
    Optional<T> parse(String text);
  }

  public Result<T> read(String text) {
    return parser
        .parse(text.strip())
        .<Result<T>>map(Result::ok)
        .orElseGet(
            () ->
                Result.refused(
                    new InvalidConfig(
                        name, "%s is %s; '%s' is not.".formatted(name, accepted, text))));
  }

  static Parser<Long> whole(LongPredicate legal) {
    return text -> {
      try {
        long value = Long.parseLong(text);
        return legal.test(value) ? Optional.of(value) : Optional.empty();
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    };
  }

  static Parser<Integer> wholeInt(LongPredicate legal) {
    Parser<Long> parser = whole(value -> value == (int) value && legal.test(value));
    return text -> parser.parse(text).map(Long::intValue);
  }

  static Parser<Double> fraction(DoublePredicate legal) {
    return text -> {
      try {
        double value = Double.parseDouble(text);
        return legal.test(value) ? Optional.of(value) : Optional.empty();
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    };
  }

  /** The one value that the key can have here. */
  static Parser<String> only(String value) {
    return text ->
        text.toLowerCase(Locale.ROOT).equals(value) ? Optional.of(value) : Optional.empty();
  }
}
