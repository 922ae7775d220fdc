package io.tukki.persistence.journal;

import java.io.NotSerializableException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;

/**
 * A snapshot as the bytes of its file.
 *
 * <pre>
 *   magic            4
 *   version          1      of this format; the state's own version is its serializer's business
 *   sequence number  8
 *   timestamp        8      milliseconds
 *   persistence id   4 + n
 *   state                   serializer id 4, manifest 4 + n, bytes 4 + n
 *   has metadata     1
 *   metadata                likewise, where there is any
 *   CRC-32C          4      of everything before it
 * </pre>
 */
final class SnapshotFormat {

  private static final int MAGIC = 0x54754b53;
  private static final byte VERSION = 1;
  private static final int CRC_BYTES = Integer.BYTES;
  private static final int EXPECTED_OVERHEAD_BYTES = 160;

  private final ObjectSerializer serializer;

  SnapshotFormat(ObjectSerializer serializer) {
    this.serializer = serializer;
  }

  ByteBuffer write(SnapshotMetadata metadata, Object state) throws NotSerializableException {
    SerializedObject serialized = serializer.serialize(state);
    FrameWriter writer =
        new FrameWriter(serialized.bytes().length + EXPECTED_OVERHEAD_BYTES)
            .putInt(MAGIC)
            .putByte(VERSION)
            .putLong(metadata.sequenceNr())
            .putLong(metadata.timestamp())
            .putString(metadata.persistenceId())
            .putObject(serialized);
    if (metadata.metadata().isDefined()) {
      writer.putByte(1).putObject(serializer.serialize(metadata.metadata().get()));
    } else {
      writer.putByte(0);
    }
    return writer.putInt(crcOf(writer.finish())).finish();
  }

  private static int crcOf(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /**
   * What the file says, its state still serialized.
   *
   * @throws CorruptFrameException if the bytes are no whole snapshot
   */
  Stored read(ByteBuffer bytes) {
    int bodyBytes = bytes.remaining() - CRC_BYTES;
    if (bodyBytes < 0 || crcOf(bytes.slice(0, bodyBytes)) != bytes.getInt(bodyBytes)) {
      throw new CorruptFrameException("its checksum does not match its content");
    }
    try {
      return read(new FrameReader(bytes.slice(0, bodyBytes)));
    } catch (BufferUnderflowException e) {
      throw new CorruptFrameException("it is cut short", e);
    }
  }

  private Stored read(FrameReader reader) {
    if (reader.getInt() != MAGIC) {
      throw new CorruptFrameException("it is no snapshot");
    }
    byte version = reader.getByte();
    if (version != VERSION) {
      throw new CorruptFrameException(
          "it has format version %d, this program knows %d".formatted(version, VERSION));
    }
    long sequenceNr = reader.getLong();
    long timestampMs = reader.getLong();
    SnapshotMetadata metadata = SnapshotMetadata.apply(reader.getString(), sequenceNr, timestampMs);
    SerializedObject state = reader.getObject();
    return reader.getByte() == 0
        ? new Stored(metadata, state)
        : new Stored(metadata.withMetadata(serializer.deserialize(reader.getObject())), state);
  }

  SelectedSnapshot select(Stored stored) {
    return SelectedSnapshot.create(stored.metadata(), serializer.deserialize(stored.state()));
  }

  /** A whole snapshot, as it lay in its file. */
  record Stored(SnapshotMetadata metadata, SerializedObject state) {}
}
