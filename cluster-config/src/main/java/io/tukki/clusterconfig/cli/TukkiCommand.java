package io.tukki.clusterconfig.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command above all others; by itself it only shows the way. */
@Command(
    name = "tukki",
    description = "A distributed, partitioned, retained log.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "A first tour:",
      "  ./tukki start                                a node on this machine, data in ./data",
      "  ./tukki topics create greetings --partitions 3",
      "  echo 'hello, log' | ./tukki produce greetings",
      "  ./tukki consume greetings                    what there is, from the beginning",
      "  ./tukki consume greetings --follow           and what comes, until Ctrl-C",
      "",
      "Commands other than 'start' and 'log' talk to the node at --url, or $TUKKI_URL,",
      "or http://127.0.0.1:8080. NO_COLOR=1 switches colours off.",
      "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 no node answers."
    })
final class TukkiCommand implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("UnusedVariable") // The parser acts on it.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Shows this.")
  private boolean help;

  @SuppressWarnings("UnusedVariable") // The parser acts on it.
  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows the version.")
  private boolean version;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what shall be done? A command is missing.");
  }
}
