package io.tukki.clusterconfig.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Where the process starts. */
public final class Main {

  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  private Main() {}

  public static void main(String[] arguments) {
    int exitCode = run(arguments);
    // A node goes on in threads of its own, and ends the process itself.
    if (exitCode != StartCommand.RUNNING) {
      System.exit(exitCode);
    }
  }

  /** Runs one command to its end; for a node, until it is ready. */
  public static int run(String... typed) {
    String[] arguments = Arguments.inOrder(typed);
    return commandLine(arguments)
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .setColorScheme(CommandLine.Help.defaultColorScheme(Terminal.colours()))
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::explain)
        .setParameterExceptionHandler(Main::explainUsage)
        .execute(arguments);
  }

  /**
   * With the one command that is called, where that is plain: looking at the annotations of all of
   * them takes longer than most commands do.
   */
  private static CommandLine commandLine(String... arguments) {
    CommandLine commandLine = new CommandLine(new TukkiCommand());
    String first = arguments.length > 0 ? arguments[0] : "";
    Supplier<Object> called = COMMANDS.get(first);
    if (called != null) {
      commandLine.addSubcommand(first, called.get());
    } else {
      COMMANDS.forEach((name, command) -> commandLine.addSubcommand(name, command.get()));
    }
    return commandLine;
  }

  /** In the order in which help shows them. */
  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("start", StartCommand::new);
    commands.put("topics", TopicsCommand::new);
    commands.put("produce", ProduceCommand::new);
    commands.put("consume", ConsumeCommand::new);
    commands.put("cluster", ClusterCommand::new);
    commands.put("nodes", NodesCommand::new);
    commands.put("shards", ShardsCommand::new);
    commands.put("log", LogCommand::new);
    commands.put("train", TrainCommand::new);
    return commands;
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
