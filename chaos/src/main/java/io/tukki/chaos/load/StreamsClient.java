package io.tukki.chaos.load;

import io.tukki.chaos.history.Event.Began;
import io.tukki.chaos.history.Event.Ended;
import io.tukki.chaos.history.Event.Promise;
import io.tukki.chaos.history.HistoryWriter;
import io.tukki.clusterconfig.bootstrap.TukkiClient;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.partition.Acks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;

/**
 * An application that is part of the cluster without holding anything (role {@code client}), and
 * produces and reads through the Java API. Ends when its input does: when whoever started it says
 * so, or is gone.
 */
final class StreamsClient {

  /** Numbers that HTTP's lanes and readers do not reach; each restart of a reader takes one. */
  static final int FIRST_LANE = 100_000;

  static final int FIRST_READER = 100_000;
  private static final int READERS_PER_PARTITION = 1_000;
  private static final long END_TIMEOUT_SECONDS = 60;

  private StreamsClient() {}

  /**
   * @param arguments settings' file, history's file, topic, partitions, acks, bytes of a value,
   *     records per second for each partition
   */
  public static void main(String[] arguments) throws Exception {
    String topic = arguments[2];
    int partitions = Integer.parseInt(arguments[3]);
    boolean all = arguments[4].equals("all");
    AtomicBoolean running = new AtomicBoolean(true);
    try (TukkiClient client =
            TukkiClient.connect(NodeSettings.builder().file(Path.of(arguments[0])).build());
        HistoryWriter history = new HistoryWriter(Path.of(arguments[1]))) {
      history.write(
          new Began(Clock.nowUs(), all ? Promise.KEPT : Promise.MAY_BE_CUT, "streams client"));
      StreamsLanes lanes =
          new StreamsLanes(client, topic, history, running, Integer.parseInt(arguments[5]));
      List<CompletionStage<Done>> producers = new ArrayList<>();
      for (int partition = 0; partition < partitions; partition++) {
        producers.add(
            lanes.produce(
                FIRST_LANE + partition,
                partition,
                all ? Acks.ALL : Acks.LEADER,
                Integer.parseInt(arguments[6])));
        lanes.read(FIRST_READER + partition * READERS_PER_PARTITION, partition);
      }
      System.out.println("running");
      while (System.in.read() >= 0) {
        // Whatever is said means nothing; the end does.
      }
      running.set(false);
      for (CompletionStage<Done> producer : producers) {
        CompletableFuture<Done> ended = producer.toCompletableFuture();
        ended.get(END_TIMEOUT_SECONDS, TimeUnit.SECONDS);
      }
      history.write(new Ended(Clock.nowUs()));
    }
    System.exit(0);
  }
}
