package io.tukki.persistence.transport;

import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.EpochTable;
import io.tukki.persistence.replication.replica.LogStart;
import io.tukki.persistence.replication.replica.LogSummary;
import io.tukki.persistence.replication.replica.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Replicas and messages, fixed ones and random ones. */
final class Samples {

  static final ClusterId CLUSTER = new ClusterId(new UUID(1, 2));

  private Samples() {}

  static ReplicaId replica(int node) {
    return new ReplicaId(new NodeId(node), new DirectoryId(new UUID(0, node)));
  }

  static LinkIdentity identity(int node) {
    return new LinkIdentity(CLUSTER, replica(node));
  }

  static Message.Append append(long fromOffset) {
    return new Message.Append(7, 3, 6, fromOffset, List.of(), fromOffset, LogStart.FIRST, 1);
  }

  static LogSummary summary() {
    return new LogSummary(
        new LogStart(10, 4),
        300,
        new EpochTable(List.of(new EpochTable.Span(1, 10), new EpochTable.Span(5, 200))),
        Configuration.of(List.of(replica(1))),
        new Configuration(
            2, List.of(replica(1)), List.of(replica(1), replica(2)), List.of(replica(3))));
  }

  /** One of each kind. */
  static List<Message> ofEachKind() {
    return List.of(
        new Message.Prepare(1),
        new Message.Promise(2, 3, 1, summary(), true),
        new Message.Fenced(300),
        new Message.Fetch(4, 5, 1L << 40),
        new Message.Accept(5, 6, summary()),
        new Message.Ping(6),
        new Message.Report(7, 8, Message.Standing.COPYING, 100, 90, true, 77),
        new Message.Fetched(8, 9, 20, List.of()),
        new Message.Append(9, 10, 8, 30, List.of(), 25, new LogStart(5, 2), 99),
        new Message.Retire(10, 11, summary().latest()),
        new Message.Retired(11, 12, 3));
  }

  static Message random(Random random) {
    int epoch = (int) number(random, Integer.MAX_VALUE);
    return switch (random.nextInt(11)) {
      case 0 -> new Message.Prepare(epoch);
      case 1 ->
          new Message.Promise(
              epoch,
              number(random),
              (int) number(random, Integer.MAX_VALUE),
              randomSummary(random),
              random.nextBoolean());
      case 2 -> new Message.Fenced(epoch);
      case 3 -> new Message.Fetch(epoch, number(random), number(random));
      case 4 -> new Message.Accept(epoch, number(random), randomSummary(random));
      case 5 -> new Message.Ping(epoch);
      case 6 ->
          new Message.Report(
              epoch,
              number(random),
              List.of(Message.Standing.values()).get(random.nextInt(3)),
              number(random),
              number(random),
              random.nextBoolean(),
              number(random));
      case 7 -> new Message.Fetched(epoch, number(random), number(random), List.of());
      case 8 -> new Message.Retire(epoch, number(random), randomConfiguration(random));
      case 9 -> new Message.Retired(epoch, number(random), number(random));
      default ->
          new Message.Append(
              epoch,
              number(random),
              (int) number(random, Integer.MAX_VALUE),
              number(random),
              List.of(),
              number(random),
              new LogStart(number(random), number(random)),
              number(random));
    };
  }

  private static LogSummary randomSummary(Random random) {
    List<EpochTable.Span> spans = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      spans.add(new EpochTable.Span((int) number(random, Integer.MAX_VALUE), number(random)));
    }
    return new LogSummary(
        new LogStart(number(random), number(random)),
        number(random),
        new EpochTable(spans),
        randomConfiguration(random),
        randomConfiguration(random));
  }

  private static Configuration randomConfiguration(Random random) {
    return new Configuration(
        number(random), randomGroup(random), randomGroup(random), randomGroup(random));
  }

  private static List<ReplicaId> randomGroup(Random random) {
    List<ReplicaId> group = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      group.add(
          new ReplicaId(
              new NodeId((int) number(random, Integer.MAX_VALUE)),
              new DirectoryId(new UUID(random.nextLong(), random.nextLong()))));
    }
    return group;
  }

  private static long number(Random random) {
    return number(random, Long.MAX_VALUE);
  }

  /** Of any magnitude, the ends included. */
  private static long number(Random random, long most) {
    return random.nextInt(20) == 0 ? most : (random.nextLong() & most) >>> random.nextInt(63);
  }
}
