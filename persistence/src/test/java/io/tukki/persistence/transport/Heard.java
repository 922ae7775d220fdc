package io.tukki.persistence.transport;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.Transport;
import io.tukki.persistence.replication.replica.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what arrives, and does nothing else. */
final class Heard implements FrameParser.Sink, Transport.Receiver {

  private static final ReplicaId NOBODY = Samples.replica(0);

  sealed interface Word {
    record Said(ReplicaId from, String log, Message message) implements Word {}

    record Shipped(
        ReplicaId from, String log, Message.Bulk header, long firstOrdinal, ByteBuffer batches)
        implements Word {}

    record SnapshotSent(ReplicaId from, String log, ByteBuffer snapshot) implements Word {}

    record Pinged() implements Word {}
  }

  final List<Word> words = new CopyOnWriteArrayList<>();

  @Override
  public void message(String log, Message message) {
    received(NOBODY, log, message);
  }

  @Override
  public void shipment(String log, Message.Bulk header, long firstOrdinal, ByteBuffer batches) {
    received(NOBODY, log, header, firstOrdinal, batches);
  }

  @Override
  public void ping() {
    words.add(new Word.Pinged());
  }

  @Override
  public void received(ReplicaId from, String log, Message message) {
    words.add(new Word.Said(from, log, message));
  }

  @Override
  public void received(
      ReplicaId from, String log, Message.Bulk header, long firstOrdinal, ByteBuffer batches) {
    words.add(new Word.Shipped(from, log, header, firstOrdinal, batches));
  }

  @Override
  public void snapshot(String log, ByteBuffer snapshot) {
    receivedSnapshot(NOBODY, log, snapshot);
  }

  @Override
  public void receivedSnapshot(ReplicaId from, String log, ByteBuffer snapshot) {
    words.add(new Word.SnapshotSent(from, log, snapshot));
  }

  static Word said(String log, Message message) {
    return new Word.Said(NOBODY, log, message);
  }

  static Word shipped(String log, Message.Bulk header, long firstOrdinal, ByteBuffer batches) {
    return new Word.Shipped(NOBODY, log, header, firstOrdinal, batches);
  }
}
