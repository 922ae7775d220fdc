package io.tukki.actors.partition.remote;

import static io.tukki.actors.partition.remote.Wire.putText;
import static io.tukki.actors.partition.remote.Wire.text;

import io.tukki.core.result.GroupFault;
import io.tukki.core.result.Refusal;
import java.nio.ByteBuffer;

/** Refusals as bytes, as they are: a caller is told the same whichever node he asked. */
final class RefusalCodec {

  private RefusalCodec() {}

  static void put(ByteBuffer to, Refusal refusal) {
    switch (refusal) {
      case Refusal.UnknownTopic(var topic) -> putText(to.put((byte) 1), topic);
      case Refusal.TopicExists(var topic) -> putText(to.put((byte) 2), topic);
      case Refusal.InvalidTopicName(var message) -> putText(to.put((byte) 3), message);
      case Refusal.InvalidPartitionCount(var message) -> putText(to.put((byte) 4), message);
      case Refusal.InvalidReplicationFactor(var message) -> putText(to.put((byte) 5), message);
      case Refusal.InvalidConfig(var key, var message) -> {
        putText(to.put((byte) 6), key);
        putText(to, message);
      }
      case Refusal.InvalidRequest(var message) -> putText(to.put((byte) 7), message);
      case Refusal.UnknownPartition(var topic, var partition, var count) -> {
        putText(to.put((byte) 8), topic);
        to.putInt(partition).putInt(count);
      }
      case Refusal.OffsetOutOfRange(var offset, var start, var end) ->
          to.put((byte) 9).putLong(offset).putLong(start).putLong(end);
      case Refusal.RecordTooLarge(var size, var limit) ->
          to.put((byte) 10).putLong(size).putLong(limit);
      case Refusal.CorruptBatch(var message) -> putText(to.put((byte) 11), message);
      case Refusal.InvalidTimestamp(var message) -> putText(to.put((byte) 12), message);
      case Refusal.UnsupportedCompression(var message) -> putText(to.put((byte) 13), message);
      case Refusal.OutOfOrderSequence(var producer, var expected, var got) ->
          to.put((byte) 14).putLong(producer).putInt(expected).putInt(got);
      case Refusal.DuplicateSequence(var producer, var sequence) ->
          to.put((byte) 15).putLong(producer).putInt(sequence);
      case Refusal.InvalidProducerEpoch(var producer, var current, var got) ->
          to.put((byte) 16).putLong(producer).putInt(current).putInt(got);
      case Refusal.NotLeader(var message) -> putText(to.put((byte) 17), message);
      case Refusal.FencedLeaderEpoch(var current, var got) ->
          to.put((byte) 18).putInt(current).putInt(got);
      case Refusal.NotEnoughReplicas(var inSync, var required) ->
          to.put((byte) 19).putInt(inSync).putInt(required);
      case Refusal.Overloaded(var message) -> putText(to.put((byte) 20), message);
      case Refusal.TimedOut(var message) -> putText(to.put((byte) 21), message);
      case Refusal.OutcomeUnknown(var message) -> putText(to.put((byte) 22), message);
      case Refusal.StorageFull(var message) -> putText(to.put((byte) 23), message);
      case Refusal.LogOffline(var message) -> putText(to.put((byte) 24), message);
      case Refusal.NotReady(var message) -> putText(to.put((byte) 25), message);
      case Refusal.UnknownNode(var node) -> putText(to.put((byte) 26), node);
      case Refusal.UnknownShard(var shard) -> putText(to.put((byte) 27), shard);
      case Refusal.TooFewNodes(var message) -> putText(to.put((byte) 28), message);
      case Refusal.LastReplica(var message) -> putText(to.put((byte) 29), message);
      case Refusal.MoveUnderWay(var message) -> putText(to.put((byte) 30), message);
      case Refusal.GroupRefused(var fault, var message) -> {
        putText(to.put((byte) 31), fault.name());
        putText(to, message);
      }
    }
  }

  static Refusal get(ByteBuffer from) {
    byte tag = from.get();
    return switch (tag) {
      case 1 -> new Refusal.UnknownTopic(text(from));
      case 2 -> new Refusal.TopicExists(text(from));
      case 3 -> new Refusal.InvalidTopicName(text(from));
      case 4 -> new Refusal.InvalidPartitionCount(text(from));
      case 5 -> new Refusal.InvalidReplicationFactor(text(from));
      case 6 -> new Refusal.InvalidConfig(text(from), text(from));
      case 7 -> new Refusal.InvalidRequest(text(from));
      case 8 -> new Refusal.UnknownPartition(text(from), from.getInt(), from.getInt());
      case 9 -> new Refusal.OffsetOutOfRange(from.getLong(), from.getLong(), from.getLong());
      case 10 -> new Refusal.RecordTooLarge(from.getLong(), from.getLong());
      case 11 -> new Refusal.CorruptBatch(text(from));
      case 12 -> new Refusal.InvalidTimestamp(text(from));
      case 13 -> new Refusal.UnsupportedCompression(text(from));
      case 14 -> new Refusal.OutOfOrderSequence(from.getLong(), from.getInt(), from.getInt());
      case 15 -> new Refusal.DuplicateSequence(from.getLong(), from.getInt());
      case 16 -> new Refusal.InvalidProducerEpoch(from.getLong(), from.getInt(), from.getInt());
      case 17 -> new Refusal.NotLeader(text(from));
      case 18 -> new Refusal.FencedLeaderEpoch(from.getInt(), from.getInt());
      case 19 -> new Refusal.NotEnoughReplicas(from.getInt(), from.getInt());
      case 20 -> new Refusal.Overloaded(text(from));
      case 21 -> new Refusal.TimedOut(text(from));
      case 22 -> new Refusal.OutcomeUnknown(text(from));
      case 23 -> new Refusal.StorageFull(text(from));
      case 24 -> new Refusal.LogOffline(text(from));
      case 25 -> new Refusal.NotReady(text(from));
      case 26 -> new Refusal.UnknownNode(text(from));
      case 27 -> new Refusal.UnknownShard(text(from));
      case 28 -> new Refusal.TooFewNodes(text(from));
      case 29 -> new Refusal.LastReplica(text(from));
      case 30 -> new Refusal.MoveUnderWay(text(from));
      case 31 -> new Refusal.GroupRefused(GroupFault.valueOf(text(from)), text(from));
      default -> throw Wire.unknown("refusal", tag);
    };
  }
}
