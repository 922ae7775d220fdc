package io.tukki.clusterconfig.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Where the process starts. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    int exitCode = run(arguments);
    // A node goes on in threads of its own, and ends the process itself.
    if (exitCode != StartCommand.RUNNING) {
      System.exit(exitCode);
    }
  }

  /** Runs one command to its end; for a node, until it is ready. */
  public static int run(String... arguments) {
    CommandLine commandLine = new CommandLine(new TukkiCommand());
    commandLine
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .setColorScheme(CommandLine.Help.defaultColorScheme(Terminal.colours()))
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::explain)
        .setParameterExceptionHandler(Main::explainUsage);
    return commandLine.execute(arguments);
  }

  private static int explain(
      Exception exception, CommandLine commandLine, CommandLine.ParseResult parsed) {
    if (exception instanceof CommandFailed failed) {
      say(commandLine, failed.getMessage());
      return failed.exitCode().number();
    }
    if (exception instanceof BrokenPipe) {
      return ExitCode.BROKEN_PIPE.number();
    }
    commandLine.getErr().println("tukki: this is a bug, please report it:");
    exception.printStackTrace(commandLine.getErr());
    return ExitCode.FAILED.number();
  }

  private static int explainUsage(CommandLine.ParameterException exception, String[] arguments) {
    CommandLine commandLine = exception.getCommandLine();
    say(commandLine, exception.getMessage());
    commandLine
        .getErr()
        .println("Try: ./" + commandLine.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE.number();
  }

  private static void say(CommandLine commandLine, @Nullable String message) {
    commandLine.getErr().println("tukki: " + message);
  }
}
