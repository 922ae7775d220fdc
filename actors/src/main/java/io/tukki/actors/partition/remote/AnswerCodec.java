package io.tukki.actors.partition.remote;

import io.tukki.actors.Partitions;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.AppendResult;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Answers as bytes. */
final class AnswerCodec {

  private AnswerCodec() {}

  static void put(ByteBuffer to, Answer answer) {
    switch (answer) {
      case Answer.Refused(var refusal) -> RefusalCodec.put(to.put((byte) 1), refusal);
      case Answer.Appended(var result) -> put(to.put((byte) 2), result);
      case Answer.Fetched fetched -> {
        to.put((byte) 3).putLong(fetched.nextOffset()).putLong(fetched.highWatermark());
        to.putLong(fetched.logStartOffset());
        Wire.putEpoch(to, fetched.leaderEpoch());
        Wire.putLoad(to, fetched.batches());
      }
      case Answer.LookedUp(TimestampLookup.Found found) -> {
        to.put((byte) 4).putLong(found.offset()).putLong(found.timestampMs());
        Wire.putEpoch(to, found.epoch());
      }
      case Answer.LookedUp(TimestampLookup.NoneSoLate none) -> to.put((byte) 5);
      case Answer.BoundsAre(var bounds) -> {
        to.put((byte) 6).putLong(bounds.logStartOffset()).putLong(bounds.highWatermark());
        to.putLong(bounds.logEndOffset()).putLong(bounds.sizeBytes());
        Wire.putEpoch(to, bounds.leaderEpoch());
      }
      case Answer.RecordsDeleted(var start) -> to.put((byte) 7).putLong(start);
    }
  }

  static Answer get(ByteBuffer from) {
    byte tag = from.get();
    return switch (tag) {
      case 1 -> new Answer.Refused(RefusalCodec.get(from));
      case 2 -> new Answer.Appended(appended(from));
      case 3 ->
          new Answer.Fetched(
              from.getLong(), from.getLong(), from.getLong(), Wire.epoch(from), Wire.load(from));
      case 4 ->
          new Answer.LookedUp(
              new TimestampLookup.Found(from.getLong(), from.getLong(), Wire.epoch(from)));
      case 5 -> new Answer.LookedUp(new TimestampLookup.NoneSoLate());
      case 6 -> new Answer.BoundsAre(bounds(from));
      case 7 -> new Answer.RecordsDeleted(from.getLong());
      default -> throw Wire.unknown("answer", tag);
    };
  }

  private static void put(ByteBuffer to, AppendResult result) {
    to.putLong(result.baseOffset()).putLong(result.logStartOffset());
    to.put((byte) (result.duplicate() ? 1 : 0));
    to.put((byte) (result.appendTimeMs().isPresent() ? 1 : 0));
    result.appendTimeMs().ifPresent(to::putLong);
  }

  private static AppendResult appended(ByteBuffer from) {
    long baseOffset = from.getLong();
    long logStartOffset = from.getLong();
    boolean duplicate = from.get() != 0;
    OptionalLong appendTimeMs =
        from.get() != 0 ? OptionalLong.of(from.getLong()) : OptionalLong.empty();
    return new AppendResult(baseOffset, appendTimeMs, logStartOffset, duplicate);
  }

  private static Partitions.Bounds bounds(ByteBuffer from) {
    long start = from.getLong();
    long highWatermark = from.getLong();
    long end = from.getLong();
    long sizeBytes = from.getLong();
    return new Partitions.Bounds(start, highWatermark, end, Wire.epoch(from), sizeBytes);
  }
}
