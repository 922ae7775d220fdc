package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.cli.text.Escapes;
import io.tukki.clusterconfig.cli.text.KeyFinder;
import io.tukki.clusterconfig.cli.text.TextRecord.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How an input is cut into records, and where their keys are. */
final class InputOptions {

  enum Format {
    LINES,
    STANZAS,
    NDJSON,
    RAW
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "lines",
      description = {
        "lines: a record to a line (the default);",
        "stanzas: records of several lines, with an empty line behind each;",
        "ndjson: a JSON document to a line, with key, value, headers, partition, timestamp;",
        "raw: a whole file is one record."
      })
  private Format format;

  @Option(
      names = "--delimiter",
      paramLabel = "TEXT",
      description =
          "What stands behind each record instead of a line feed; knows \\n \\t \\0 \\xHH.")
  private Optional<String> delimiter = Optional.empty();

  @ArgGroup private Key key = new Key();

  /** One of these at most. */
  static final class Key {
    @Option(
        names = "--key-separator",
        paramLabel = "TEXT",
        description = "A record is its key, this text, and its value.")
    private Optional<String> separator = Optional.empty();

    @Option(
        names = "--key-field",
        paramLabel = "NAME",
        description = "The key stands in the record's line 'NAME: key'.")
    private Optional<String> field = Optional.empty();

    @Option(
        names = "--key-regex",
        paramLabel = "REGEX",
        description = "The key is what the first group of this matches in the record.")
    private Optional<String> regex = Optional.empty();

    @Option(names = "--key", paramLabel = "TEXT", description = "All records have this key.")
    private Optional<String> fixed = Optional.empty();
  }

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME=VALUE",
      description = "A header for all records; can be repeated.")
  private Map<String, String> headers = Map.of();

  boolean isNdjson() {
    return format == Format.NDJSON;
  }

  /** Empty where the whole input is one record. */
  byte[] delimiter() {
    if (delimiter.isPresent()) {
      return unescape("--delimiter", delimiter.get());
    }
    return switch (format) {
      case LINES, NDJSON -> new byte[] {'\n'};
      case STANZAS -> new byte[] {'\n', '\n'};
      case RAW -> new byte[0];
    };
  }

  /** An empty line is a record, but two of them between stanzas are only space. */
  boolean skips(byte[] record) {
    return record.length == 0 && (format == Format.STANZAS || format == Format.NDJSON);
  }

  List<Header> headers() {
    List<Header> all = new ArrayList<>();
    headers.forEach(
        (name, value) ->
            all.add(new Header(name, Optional.of(value.getBytes(StandardCharsets.UTF_8)))));
    return all;
  }

  KeyFinder keyFinder() {
    if (key.separator.isPresent()) {
      return new KeyFinder.Separated(unescape("--key-separator", key.separator.get()));
    }
    if (key.field.isPresent()) {
      return KeyFinder.field(key.field.get());
    }
    if (key.regex.isPresent()) {
      return new KeyFinder.Matching(compile(key.regex.get()));
    }
    return key.fixed.isPresent()
        ? new KeyFinder.Fixed(key.fixed.get().getBytes(StandardCharsets.UTF_8))
        : new KeyFinder.None();
  }

  private Pattern compile(String regex) {
    try {
      return Pattern.compile(regex, Pattern.MULTILINE);
    } catch (PatternSyntaxException e) {
      throw wrong("--key-regex " + regex + ": " + e.getDescription());
    }
  }

  private byte[] unescape(String option, String typed) {
    try {
      byte[] bytes = Escapes.decode(typed);
      if (bytes.length > 0) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw wrong(option + " " + e.getMessage());
    }
    throw wrong(option + " must not be empty");
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
