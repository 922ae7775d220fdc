package io.tukki.clusterconfig.cli;

import picocli.CommandLine.Command;

/** What concerns the cluster as a whole. */
@Command(
    name = "cluster",
    description = "Shows the cluster.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ClusterStatusCommand.class})
final class ClusterCommand extends CommandGroup {}
