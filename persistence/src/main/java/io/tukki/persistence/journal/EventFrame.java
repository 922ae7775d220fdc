package io.tukki.persistence.journal;

import java.io.NotSerializableException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import scala.collection.immutable.Set;
import scala.collection.immutable.Set$;

/**
 * One event as the value of one record: everything of Pekko's representation that the log itself
 * does not say. The sequence number is the record's offset plus one, the persistence id is the
 * log's.
 *
 * <pre>
 *   version      1      of this frame; the event's own version is its serializer's business
 *   flags        1      bit 0: metadata follows the event; bit 1: tags follow that
 *   timestamp    8      milliseconds, when the event was persisted
 *   writer       4 + n  the incarnation of the entity that wrote it
 *   manifest     4 + n  of the event adapter; often empty
 *   event               serializer id 4, manifest 4 + n, bytes 4 + n
 *   metadata            likewise, where there is any
 *   tags         4      how many, then each 4 + n; kept for queries to come, replay passes over them
 * </pre>
 */
final class EventFrame {

  private static final byte VERSION = 1;
  private static final int HAS_METADATA = 0x01;
  private static final int HAS_TAGS = 0x02;

  /** What a frame needs beside the event's bytes, usually. */
  private static final int EXPECTED_OVERHEAD_BYTES = 160;

  private static final Set<String> NO_TAGS = Set$.MODULE$.empty();

  private final ObjectSerializer serializer;

  EventFrame(ObjectSerializer serializer) {
    this.serializer = serializer;
  }

  ByteBuffer write(PersistentRepr event) throws NotSerializableException {
    return event.payload() instanceof Tagged tagged
        ? write(event, tagged.payload(), tagged.tags())
        : write(event, event.payload(), NO_TAGS);
  }

  private ByteBuffer write(PersistentRepr event, Object payload, Set<String> tags)
      throws NotSerializableException {
    SerializedObject serialized = serializer.serialize(payload);
    boolean hasMetadata = event.metadata().isDefined();
    FrameWriter writer =
        new FrameWriter(serialized.bytes().length + EXPECTED_OVERHEAD_BYTES)
            .putByte(VERSION)
            .putByte((hasMetadata ? HAS_METADATA : 0) | (tags.isEmpty() ? 0 : HAS_TAGS))
            .putLong(event.timestamp())
            .putString(event.writerUuid())
            .putString(event.manifest())
            .putObject(serialized);
    if (hasMetadata) {
      writer.putObject(serializer.serialize(event.metadata().get()));
    }
    if (!tags.isEmpty()) {
      writer.putInt(tags.size());
      tags.foreach(writer::putString);
    }
    return writer.finish();
  }

  /**
   * @throws CorruptFrameException if the bytes are no frame, or one of a version to come
   */
  PersistentRepr read(String persistenceId, long sequenceNr, ByteBuffer bytes) {
    try {
      return read(persistenceId, sequenceNr, new FrameReader(bytes));
    } catch (BufferUnderflowException e) {
      throw new CorruptFrameException(
          "event %d of '%s' is cut short".formatted(sequenceNr, persistenceId), e);
    }
  }

  private PersistentRepr read(String persistenceId, long sequenceNr, FrameReader reader) {
    byte version = reader.getByte();
    if (version != VERSION) {
      throw new CorruptFrameException(
          "event %d of '%s' has frame version %d, this program knows %d"
              .formatted(sequenceNr, persistenceId, version, VERSION));
    }
    boolean hasMetadata = (reader.getByte() & HAS_METADATA) != 0;
    long timestampMs = reader.getLong();
    String writerUuid = reader.getString();
    String manifest = reader.getString();
    Object payload = serializer.deserialize(reader.getObject());
    PersistentRepr event =
        PersistentRepr.apply(
                payload,
                sequenceNr,
                persistenceId,
                manifest,
                false,
                ActorRef.noSender(),
                writerUuid)
            .withTimestamp(timestampMs);
    return hasMetadata ? event.withMetadata(serializer.deserialize(reader.getObject())) : event;
  }
}
