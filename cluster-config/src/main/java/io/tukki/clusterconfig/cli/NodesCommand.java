package io.tukki.clusterconfig.cli;

import picocli.CommandLine.Command;

/** The cluster's nodes and what they are for. */
@Command(
    name = "nodes",
    description = "Shows nodes; drains them for a restart, or takes them out of the cluster.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      NodesListCommand.class,
      NodesDrainCommand.class,
      NodesResumeCommand.class,
      NodesDecommissionCommand.class
    })
final class NodesCommand extends CommandGroup {}
