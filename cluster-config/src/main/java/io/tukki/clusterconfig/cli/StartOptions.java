package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.cli.client.StartAt;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command begins to read. */
final class StartOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @ArgGroup private Choice choice = new Choice();

  /** One of these at most. */
  static final class Choice {
    @SuppressWarnings("UnusedVariable") // Says aloud what is so without it.
    @Option(names = "--from-beginning", description = "Starts at the oldest record (the default).")
    private boolean fromBeginning;

    @Option(
        names = "--offset",
        paramLabel = "N",
        description = "Starts at this offset, or at 'earliest' or 'latest'.")
    private Optional<String> offset = Optional.empty();

    @Option(
        names = "--timestamp",
        paramLabel = "TIME",
        description =
            "Starts at the first record that is not older: 2026-01-31T12:00:00Z, milliseconds since"
                + " 1970, or a time ago such as -15m.")
    private Optional<String> timestamp = Optional.empty();
  }

  StartAt start(Clock clock) {
    if (choice.offset.isPresent()) {
      return offset(choice.offset.get());
    }
    return choice.timestamp.isPresent()
        ? new StartAt.Timestamp(timestampMs(choice.timestamp.get(), clock))
        : new StartAt.Earliest();
  }

  private StartAt offset(String text) {
    return switch (text) {
      case "earliest" -> new StartAt.Earliest();
      case "latest" -> new StartAt.Latest();
      default -> {
        if (!text.matches("[0-9]{1,18}")) {
          throw wrong("--offset is a number, earliest or latest, not '" + text + "'");
        }
        yield new StartAt.Offset(Long.parseLong(text));
      }
    };
  }

  private long timestampMs(String text, Clock clock) {
    try {
      if (text.matches("[0-9]{1,18}")) {
        return Long.parseLong(text);
      }
      if (text.matches("-[0-9]{1,9}[smhdSMHD]")) {
        return clock.millis() - ago(text.substring(1)).toMillis();
      }
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeException e) {
      throw wrong(
          "--timestamp is like 2026-01-31T12:00:00Z, 1769860800000 or -15m, not '" + text + "'");
    }
  }

  private static Duration ago(String text) {
    String iso = text.toUpperCase(Locale.ROOT);
    return Duration.parse(iso.endsWith("D") ? "P" + iso : "PT" + iso);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
