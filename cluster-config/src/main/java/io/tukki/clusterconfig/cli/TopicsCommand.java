package io.tukki.clusterconfig.cli;

import picocli.CommandLine.Command;

/** Topics and their configuration. */
@Command(
    name = "topics",
    description = "Creates, shows, changes and deletes topics.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TopicsCreateCommand.class,
      TopicsListCommand.class,
      TopicsDescribeCommand.class,
      TopicsAlterCommand.class,
      TopicsDeleteCommand.class
    })
final class TopicsCommand extends CommandGroup {}
