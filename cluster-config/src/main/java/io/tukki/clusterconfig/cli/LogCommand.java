package io.tukki.clusterconfig.cli;

import picocli.CommandLine.Command;

/** What can be done with a data directory while no node runs on it. */
@Command(
    name = "log",
    description = "Looks into a data directory, without a node.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {LogDumpCommand.class})
final class LogCommand extends CommandGroup {}
