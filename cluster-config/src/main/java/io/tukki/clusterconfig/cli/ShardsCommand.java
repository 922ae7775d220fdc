package io.tukki.clusterconfig.cli;

import picocli.CommandLine.Command;

/** Where data lies. */
@Command(
    name = "shards",
    description =
        "Shows and changes where data lies. A shard is partitions that share their nodes.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ShardsListCommand.class,
      ShardsMoveCommand.class,
      ShardsBalanceCommand.class,
      ShardsElectUncleanCommand.class
    })
final class ShardsCommand extends CommandGroup {}
