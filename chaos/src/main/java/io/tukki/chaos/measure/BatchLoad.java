package io.tukki.chaos.measure;

import io.tukki.actors.Partitions;
import io.tukki.chaos.cluster.Cluster;
import io.tukki.chaos.cluster.Node;
import io.tukki.clusterconfig.bootstrap.TukkiClient;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.PartitionId;
import io.tukki.core.partition.Acks;
import io.tukki.core.record.Compression;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.result.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Sends ready-made batches from a client-role node, a fixed number under way per partition. */
final class BatchLoad {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int RECORD_BYTES = 1024;
  private static final int RECORD_OVERHEAD_BYTES = 12;
  private static final double BYTES_PER_GB = 1e9;

  /** Of the kernel's clock ticks that /proc counts in; Linux says 100 everywhere. */
  private static final double TICKS_PER_SECOND = 100;

  private final TukkiClient client;
  private final int partitions;
  private final int inFlight;

  BatchLoad(TukkiClient client, int partitions, int inFlight) {
    this.client = client;
    this.partitions = partitions;
    this.inFlight = inFlight;
  }

  record Measured(
      double recordsPerSecond,
      double megabytesPerSecond,
      double p50Ms,
      double p99Ms,
      double cpuSecondsPerGb) {}

  private record Idle(PartitionId partition, RecordBatch batch) {}

  Measured run(String topic, int batchBytes, Acks acks, Duration time, Cluster cluster) {
    int records = batchBytes / RECORD_BYTES;
    LinkedBlockingQueue<Idle> idle = new LinkedBlockingQueue<>();
    TopicImage image = topic(topic);
    for (int i = 0; i < inFlight; i++) {
      for (int partition = 0; partition < partitions; partition++) {
        idle.add(new Idle(image.partition(partition), batch(records)));
      }
    }
    int all = idle.size();
    List<Long> latencies = new ArrayList<>();
    AtomicLong refused = new AtomicLong();
    double cpuBefore = cpuSeconds(cluster);
    long begin = System.nanoTime();
    long sent = 0;
    while (System.nanoTime() - begin < time.toNanos()) {
      send(take(idle), acks, idle, latencies, refused);
      sent++;
    }
    for (int i = 0; i < all; i++) {
      take(idle);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    double cpu = cpuSeconds(cluster) - cpuBefore;
    if (refused.get() > 0) {
      System.out.printf("  %,d of %,d batches were refused%n", refused.get(), sent);
    }
    double bytes = (double) (sent - refused.get()) * records * RECORD_BYTES;
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Measured(
        (sent - refused.get()) * records / seconds,
        bytes / 1e6 / seconds,
        percentile(sorted, 0.5),
        percentile(sorted, 0.99),
        cpu / (bytes / BYTES_PER_GB));
  }

  private TopicImage topic(String name) {
    return client
        .broker()
        .metadata()
        .image()
        .topic(name)
        .orElseThrow(() -> new IllegalStateException("the client knows no topic " + name));
  }

  private void send(
      Idle idle,
      Acks acks,
      LinkedBlockingQueue<Idle> queue,
      List<Long> latencies,
      AtomicLong refused) {
    long begin = System.nanoTime();
    client
        .broker()
        .partitions()
        .append(new Partitions.Append(idle.partition(), idle.batch(), acks, TIMEOUT))
        .whenComplete(
            (result, failure) -> {
              if (failure != null || result instanceof Result.Refused<?>) {
                refused.incrementAndGet();
              }
              synchronized (latencies) {
                latencies.add(System.nanoTime() - begin);
              }
              queue.add(idle);
            });
  }

  private static Idle take(LinkedBlockingQueue<Idle> idle) {
    try {
      Idle next = idle.poll(TIMEOUT.toSeconds() * 2, TimeUnit.SECONDS);
      if (next == null) {
        throw new IllegalStateException("no batch is answered");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static RecordBatch batch(int records) {
    byte[] value = new byte[RECORD_BYTES - RECORD_OVERHEAD_BYTES];
    new Random(17).nextBytes(value);
    RecordBatchBuilder builder =
        new RecordBatchBuilder(Compression.NONE, records * (RECORD_BYTES + 16) + 128);
    for (int i = 0; i < records; i++) {
      builder.append(System.currentTimeMillis(), null, ByteBuffer.wrap(value), List.of());
    }
    return builder.build();
  }

  private static double percentile(long[] sortedNanos, double part) {
    return sortedNanos.length == 0
        ? 0
        : sortedNanos[(int) Math.min(sortedNanos.length - 1, sortedNanos.length * part)] / 1e6;
  }

  private static double cpuSeconds(Cluster cluster) {
    return cluster.nodes().stream().mapToDouble(BatchLoad::cpuSeconds).sum();
  }

  private static double cpuSeconds(Node node) {
    try {
      String stat = Files.readString(Path.of("/proc/" + node.pid() + "/stat"));
      // Behind the name in brackets, which may hold anything, come the state and then numbers.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Arrays.stream(fields, 11, 13).mapToLong(Long::parseLong).sum() / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
