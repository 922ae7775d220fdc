package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.cli.client.NodeClient;
import io.tukki.clusterconfig.cli.client.TopicReader;
import io.tukki.clusterconfig.cli.text.RecordFormat;
import io.tukki.clusterconfig.cli.text.TextRecord;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a topic's records and prints them. */
@Command(
    name = "consume",
    description = "Prints a topic's records: what there is, and with --follow what comes.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./tukki consume greetings                                   everything there is now",
      "  ./tukki consume greetings --follow --offset latest          only what comes, until Ctrl-C",
      "  ./tukki consume prices --timestamp -15m --format key-value  the last quarter of an hour",
      "  ./tukki consume events --format '%%p/%%o %%I %%k %%v\\n"
          + "'          with a template of one's own",
      "  ./tukki consume events --partition 0 --offset 100 --max-records 10 --format json",
      "  ./tukki consume packages --delimiter '\\n"
          + "\\n"
          + "'                 stanzas, byte for byte as produced",
      "",
      "Records of one partition come in order; partitions are read side by side."
    })
final class ConsumeCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Mixin private StartOptions start;

  @Option(
      names = {"-p", "--partition"},
      paramLabel = "N",
      split = ",",
      description = "Only this partition; can be repeated, or a list such as 0,3.")
  private List<Integer> partitions = List.of();

  @Option(
      names = "--follow",
      description = "Goes on with records as they come, until it is stopped.")
  private boolean follow;

  @Option(
      names = {"-n", "--max-records"},
      paramLabel = "N",
      description = "Ends after so many records.")
  private Optional<Long> maxRecords = Optional.empty();

  @Mixin private OutputOptions output;

  @Option(names = "--summary", description = "Says on standard error how many records there were.")
  private boolean summary;

  @Mixin private NodeOptions node;

  @Override
  public Integer call() throws IOException {
    RecordFormat format = output.recordFormat();
    NodeClient client = node.client();
    Progress progress = Progress.of("read", !summary);
    long printed;
    try (Output out = Output.standard();
        TopicReader reader =
            TopicReader.open(client, topic, partitions, start.start(Clock.systemUTC()), follow)) {
      printed = print(reader, format, out, progress);
    }
    if (summary) {
      progress.erase();
      System.err.println(progress.summary(printed) + " from " + topic);
    }
    return ExitCode.DONE.number();
  }

  private long print(TopicReader reader, RecordFormat format, Output out, Progress progress)
      throws IOException {
    long left = maxRecords.orElse(Long.MAX_VALUE);
    long printed = 0;
    while (left > printed) {
      Optional<List<TextRecord>> page = reader.next();
      if (page.isEmpty()) {
        return printed;
      }
      for (TextRecord record :
          page.get().subList(0, (int) Math.min(page.get().size(), left - printed))) {
        format.print(record, out);
        progress.add(1, record.value().map(value -> value.length).orElse(0));
        printed++;
      }
      // Whoever follows wants to see each record now; a page is large where there is much to read.
      out.flush();
    }
    return printed;
  }
}
