package io.tukki.persistence.journal;

import io.tukki.core.id.LeaderEpoch;
import java.io.NotSerializableException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
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
 *   has place        1      in version 2, else none has
 *   place                   base offset 8, epoch 4, where there is one
 *   state                   serializer id 4, manifest 4 + n, bytes 4 + n
 *   has metadata     1
 *   metadata                likewise, where there is any
 *   CRC-32C          4      of everything before it
 * </pre>
 */
final class SnapshotFormat {

  private static final int MAGIC = 0x54754b53;
  private static final byte WITHOUT_PLACE = 1;
  private static final byte VERSION = 2;
  private static final int CRC_BYTES = Integer.BYTES;
  private static final int EXPECTED_OVERHEAD_BYTES = 160;

  private final ObjectSerializer serializer;

  SnapshotFormat(ObjectSerializer serializer) {
    this.serializer = serializer;
  }

  ByteBuffer write(SnapshotMetadata metadata, Optional<SnapshotPlace> place, Object state)
      throws NotSerializableException {
    SerializedObject serialized = serializer.serialize(state);
    FrameWriter writer =
        new FrameWriter(serialized.bytes().length + EXPECTED_OVERHEAD_BYTES)
            .putInt(MAGIC)
            .putByte(VERSION)
            .putLong(metadata.sequenceNr())
            .putLong(metadata.timestamp())
            .putString(metadata.persistenceId())
            .putByte(place.isPresent() ? 1 : 0);
    place.ifPresent(at -> writer.putLong(at.baseOffset()).putInt(at.epoch().value()));
    writer.putObject(serialized);
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
    return read(bytes, this::read);
  }

  /** Whose snapshot it is; nothing of the state is made. */
  static Title titleOf(ByteBuffer bytes) {
    return read(bytes, SnapshotFormat::readTitle);
  }

  private static <T> T read(ByteBuffer bytes, Function<FrameReader, T> reading) {
    int bodyBytes = bytes.remaining() - CRC_BYTES;
    if (bodyBytes < 0 || crcOf(bytes.slice(0, bodyBytes)) != bytes.getInt(bodyBytes)) {
      throw new CorruptFrameException("its checksum does not match its content");
    }
    try {
      return reading.apply(new FrameReader(bytes.slice(0, bodyBytes)));
    } catch (BufferUnderflowException e) {
      throw new CorruptFrameException("it is cut short", e);
    }
  }

  /** What every snapshot begins with. */
  record Title(int version, String persistenceId, long sequenceNr, long timestampMs) {}

  private static Title readTitle(FrameReader reader) {
    if (reader.getInt() != MAGIC) {
      throw new CorruptFrameException("it is no snapshot");
    }
    byte version = reader.getByte();
    if (version != VERSION && version != WITHOUT_PLACE) {
      throw new CorruptFrameException(
          "it has format version %d, this program knows %d".formatted(version, VERSION));
    }
    long sequenceNr = reader.getLong();
    long timestampMs = reader.getLong();
    return new Title(version, reader.getString(), sequenceNr, timestampMs);
  }

  private Stored read(FrameReader reader) {
    Title title = readTitle(reader);
    SnapshotMetadata metadata =
        SnapshotMetadata.apply(title.persistenceId(), title.sequenceNr(), title.timestampMs());
    Optional<SnapshotPlace> place =
        title.version() == VERSION && reader.getByte() != 0
            ? Optional.of(new SnapshotPlace(reader.getLong(), epoch(reader)))
            : Optional.empty();
    SerializedObject state = reader.getObject();
    return reader.getByte() == 0
        ? new Stored(metadata, place, state)
        : new Stored(
            metadata.withMetadata(serializer.deserialize(reader.getObject())), place, state);
  }

  private static LeaderEpoch epoch(FrameReader reader) {
    int epoch = reader.getInt();
    if (epoch < 0) {
      throw new CorruptFrameException("its epoch is " + epoch);
    }
    return new LeaderEpoch(epoch);
  }

  SelectedSnapshot select(Stored stored) {
    return SelectedSnapshot.create(stored.metadata(), serializer.deserialize(stored.state()));
  }

  /**
   * A whole snapshot, as it lay in its file.
   *
   * @param place empty where the entity keeps its events elsewhere, or an older program saved it
   */
  record Stored(SnapshotMetadata metadata, Optional<SnapshotPlace> place, SerializedObject state) {}
}
