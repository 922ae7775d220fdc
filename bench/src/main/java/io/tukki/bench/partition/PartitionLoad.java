package io.tukki.bench.partition;

import io.tukki.core.id.PartitionId;
import io.tukki.core.partition.Acks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures appends to one partition. Arguments, all optional, as {@code name=value}: {@code
 * producers=1,8,64,512}, {@code bytes=1024,65536}, {@code acks=leader,all}, {@code seconds=5},
 * {@code dir=} (an empty directory that is deleted afterwards; by default in the system's temporary
 * one), {@code ceilings=yes}.
 */
public final class PartitionLoad {

  /** Each case runs before it is measured, until the compiler has caught up. */
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  private static final int CEILING_ROUND_BYTES = 1 << 20;

  private final List<String> arguments;
  private final Path directory;
  private int nextPartition;

  private PartitionLoad(List<String> arguments) throws IOException {
    this.arguments = arguments;
    String given = argument("dir", "");
    this.directory =
        given.isEmpty()
            ? Files.createTempDirectory("tukki-load")
            : Files.createDirectories(Path.of(given));
  }

  public static void main(String[] args) throws IOException {
    PartitionLoad load = new PartitionLoad(Arrays.asList(args));
    try {
      load.run();
    } finally {
      load.deleteDirectory();
    }
  }

  private String argument(String name, String otherwise) {
    return arguments.stream()
        .filter(argument -> argument.startsWith(name + "="))
        .map(argument -> argument.substring(name.length() + 1))
        .findFirst()
        .orElse(otherwise);
  }

  private List<Integer> numbers(String name, String otherwise) {
    return Stream.of(argument(name, otherwise).split(",", -1)).map(Integer::valueOf).toList();
  }

  private void run() throws IOException {
    List<Acks> acks =
        Stream.of(argument("acks", "leader,all").split(",", -1))
            .map(name -> Acks.valueOf(name.toUpperCase(Locale.ROOT)))
            .toList();
    List<Integer> sizes = numbers("bytes", "1024,65536");
    List<Integer> producers = numbers("producers", "1,8,64,512");
    Duration duration = Duration.ofSeconds(numbers("seconds", "5").getFirst());
    LocalMetadata metadata = new LocalMetadata(sizes.size() * producers.size() * acks.size());
    System.out.println(Meter.Figures.HEADER);
    try (LoadNode node = new LoadNode(directory.resolve("data"), metadata)) {
      for (int size : sizes) {
        if (argument("ceilings", "yes").equals("yes")) {
          measureCeilings(node, size, duration);
        }
        for (int count : producers) {
          for (Acks ack : acks) {
            measure(node, metadata.partition(nextPartition++), ack, count, size, duration);
          }
        }
      }
    }
  }

  private static void measure(
      LoadNode node, PartitionId partition, Acks acks, int count, int size, Duration duration) {
    Producers producers = new Producers(node.partitions(), partition, acks, count, size);
    producers.run(WARM_UP);
    Meter meter = new Meter();
    Producers measured = new Producers(node.partitions(), partition, acks, count, size);
    long appends = measured.run(duration);
    print(
        "partition", acks.name().toLowerCase(Locale.ROOT), size, count, meter.stop(appends, size));
    node.logs().delete(partition).toCompletableFuture().join();
  }

  private void measureCeilings(LoadNode node, int size, Duration duration) throws IOException {
    int round = CEILING_ROUND_BYTES / size;
    Ceilings.file(directory, round, size, WARM_UP);
    Meter ofFile = new Meter();
    print(
        "bare file, gather writes",
        "-",
        size,
        round,
        ofFile.stop(Ceilings.file(directory, round, size, duration), size));
    Ceilings.log(node.logs(), "load|warm-up-" + size, round, size, WARM_UP);
    Meter ofLog = new Meter();
    print(
        "bare log",
        "-",
        size,
        round,
        ofLog.stop(Ceilings.log(node.logs(), "load|" + size, round, size, duration), size));
  }

  private static void print(
      String path, String acks, int size, int inFlight, Meter.Figures figures) {
    System.out.println(figures.line(path, acks, size, inFlight));
  }

  private void deleteDirectory() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
