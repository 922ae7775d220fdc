package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.cli.client.NewRecord;
import io.tukki.clusterconfig.cli.client.RecordUpload;
import io.tukki.clusterconfig.cli.client.UploadSettings;
import io.tukki.clusterconfig.cli.client.UploadTally;
import io.tukki.clusterconfig.cli.text.KeyFinder;
import io.tukki.clusterconfig.cli.text.RecordSplitter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads records from files or standard input and stores them in a topic. */
@Command(
    name = "produce",
    description = "Stores records from standard input or files in a topic.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  echo hello | ./tukki produce greetings",
      "  ./tukki produce prices --key-separator : < prices.txt      lines such as apple:3.20",
      "  ./tukki produce events --format ndjson events.ndjson       lines such as"
          + " {\"key\":\"k\",\"value\":\"v\"}",
      "  apt-cache dumpavail | ./tukki produce packages --format stanzas --key-field Package",
      "  ./tukki produce pictures --format raw --key cat cat.jpg    a whole file is one record",
      "",
      "Records with the same key go to the same partition and stay in order. With '--acks all'"
          + " (the",
      "default) a record counts as stored once every replica in sync has it."
    })
final class ProduceCommand implements Callable<Integer> {

  private static final int MAX_RECORD_BYTES = 64 << 20;

  @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic; it must exist.")
  private String topic;

  @Parameters(
      index = "1..*",
      paramLabel = "FILE",
      description = "Files to read; standard input where none is given, or for '-'.")
  private List<Path> files = List.of();

  @Mixin private InputOptions input;

  @Option(
      names = "--partition",
      paramLabel = "N",
      description = "Stores everything in this partition, whatever the keys.")
  private Optional<Integer> partition = Optional.empty();

  @Option(
      names = "--acks",
      paramLabel = "0|1|all",
      defaultValue = "all",
      description =
          "What makes a record count as stored: nothing, the leader, all replicas in sync.")
  private String acks;

  @Option(
      names = "--compression",
      paramLabel = "CODEC",
      description = "none, gzip, snappy, lz4 or zstd (default: as the topic says).")
  private Optional<String> compression = Optional.empty();

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long to go on asking a node that says it is busy (default: ${DEFAULT-VALUE}).")
  private int patienceSeconds;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress, no summary.")
  private boolean quiet;

  @Mixin private NodeOptions node;

  // Large enough that the cost of a request is spread, small enough for the node's bounds.
  private static final int BATCH_RECORDS = 5_000;
  private static final int BATCH_BYTES = 1 << 20;

  @Override
  public Integer call() throws IOException {
    KeyFinder keys = input.keyFinder();
    RecordUpload upload =
        new RecordUpload(
            node.client(),
            topic,
            new UploadSettings(
                acks,
                compression,
                BATCH_RECORDS,
                BATCH_BYTES,
                Duration.ofSeconds(patienceSeconds)));
    Progress progress = Progress.of("stored", quiet);
    for (Path file : files.isEmpty() ? List.of(Path.of("-")) : files) {
      try (InputStream stream = open(file)) {
        send(stream, keys, upload, progress);
      }
    }
    UploadTally tally = upload.finish();
    progress.erase();
    if (!quiet) {
      report(tally, progress);
    }
    return ExitCode.DONE.number();
  }

  private void send(InputStream stream, KeyFinder keys, RecordUpload upload, Progress progress)
      throws IOException {
    RecordSplitter splitter = new RecordSplitter(stream, input.delimiter(), MAX_RECORD_BYTES);
    for (Optional<byte[]> next = splitter.next(); next.isPresent(); next = splitter.next()) {
      byte[] record = next.get();
      if (input.skips(record)) {
        continue;
      }
      if (input.isNdjson()) {
        upload.sendDocument(record);
      } else {
        KeyFinder.Keyed keyed = keys.find(record);
        upload.send(new NewRecord(keyed.key(), keyed.value(), input.headers(), partition));
      }
      progress.add(1, record.length);
    }
  }

  private static InputStream open(Path file) {
    if (file.toString().equals("-")) {
      return new FileInputStream(FileDescriptor.in);
    }
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new CommandFailed(
          ExitCode.FAILED, "cannot read " + file + ": it is not there, or not readable");
    }
  }

  private void report(UploadTally tally, Progress progress) {
    System.err.printf("%s in %s%n", progress.summary(tally.stored()), topic);
    if (tally.byPartition().size() > 1) {
      System.err.println(
          tally.byPartition().entrySet().stream()
              .map(entry -> "%d: %,d".formatted(entry.getKey(), entry.getValue()))
              .collect(Collectors.joining(", ", "by partition: ", "")));
    }
  }
}
