package io.tukki.actors.partition.remote;

import io.tukki.core.partition.Acks;
import io.tukki.core.partition.OffsetSpec;
import java.nio.ByteBuffer;

/** Questions as bytes: what is asked, of which partition, and what belongs to it. */
final class QuestionCodec {

  private QuestionCodec() {}

  static void put(ByteBuffer to, Question question) {
    to.put(tag(question));
    Wire.putPartition(to, question.partition());
    switch (question) {
      case Question.Append append -> {
        to.put(tag(append.acks())).putLong(append.timeoutMs());
        Wire.putLoad(to, append.load());
      }
      case Question.Fetch fetch ->
          to.putLong(fetch.offset())
              .putInt(fetch.minBytes())
              .putInt(fetch.maxBytes())
              .putLong(fetch.maxWaitMs());
      case Question.Lookup lookup -> put(to, lookup.spec());
      case Question.Bounds bounds -> {}
      case Question.DeleteRecords delete -> to.putLong(delete.beforeOffset());
    }
  }

  private static byte tag(Question question) {
    return switch (question) {
      case Question.Append append -> 1;
      case Question.Fetch fetch -> 2;
      case Question.Lookup lookup -> 3;
      case Question.Bounds bounds -> 4;
      case Question.DeleteRecords delete -> 5;
    };
  }

  static Question get(ByteBuffer from) {
    byte tag = from.get();
    var partition = Wire.partition(from);
    return switch (tag) {
      case 1 -> new Question.Append(partition, acks(from.get()), from.getLong(), Wire.load(from));
      case 2 ->
          new Question.Fetch(
              partition, from.getLong(), from.getInt(), from.getInt(), from.getLong());
      case 3 -> new Question.Lookup(partition, spec(from));
      case 4 -> new Question.Bounds(partition);
      case 5 -> new Question.DeleteRecords(partition, from.getLong());
      default -> throw Wire.unknown("question", tag);
    };
  }

  private static byte tag(Acks acks) {
    return switch (acks) {
      case NONE -> 0;
      case LEADER -> 1;
      case ALL -> 2;
    };
  }

  private static Acks acks(byte tag) {
    return switch (tag) {
      case 0 -> Acks.NONE;
      case 1 -> Acks.LEADER;
      case 2 -> Acks.ALL;
      default -> throw Wire.unknown("acks", tag);
    };
  }

  private static void put(ByteBuffer to, OffsetSpec spec) {
    switch (spec) {
      case OffsetSpec.Earliest earliest -> to.put((byte) 1);
      case OffsetSpec.Latest latest -> to.put((byte) 2);
      case OffsetSpec.AtTimestamp(var ms) -> to.put((byte) 3).putLong(ms);
      case OffsetSpec.MaxTimestamp max -> to.put((byte) 4);
    }
  }

  private static OffsetSpec spec(ByteBuffer from) {
    byte tag = from.get();
    return switch (tag) {
      case 1 -> new OffsetSpec.Earliest();
      case 2 -> new OffsetSpec.Latest();
      case 3 -> new OffsetSpec.AtTimestamp(from.getLong());
      case 4 -> new OffsetSpec.MaxTimestamp();
      default -> throw Wire.unknown("description of an offset", tag);
    };
  }
}
