package io.tukki.core.record;

import java.nio.ByteBuffer;

/** A batch with lies in it and a CRC that holds all the same, as a hostile client would send it. */
final class Forged {

  private ByteBuffer bytes;

  private Forged(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  static Forged batch(RecordBatch original) {
    ByteBuffer copy = ByteBuffer.allocate(original.sizeBytes());
    copy.put(original.bytes()).flip();
    return new Forged(copy);
  }

  Forged records(byte[] records) {
    ByteBuffer longer = ByteBuffer.allocate(BatchHeader.HEADER_BYTES + records.length);
    longer.put(bytes.slice(0, BatchHeader.HEADER_BYTES)).put(records).flip();
    longer.putInt(BatchHeader.BATCH_LENGTH, longer.limit() - BatchHeader.LENGTH_PREFIX_BYTES);
    bytes = longer;
    return this;
  }

  Forged compression(int id) {
    return putShort(BatchHeader.ATTRIBUTES, id);
  }

  Forged recordCount(int count) {
    return putInt(BatchHeader.RECORD_COUNT, count);
  }

  Forged lastOffsetDelta(int delta) {
    return putInt(BatchHeader.LAST_OFFSET_DELTA, delta);
  }

  Forged putInt(int at, int value) {
    bytes.putInt(at, value);
    return this;
  }

  Forged putShort(int at, int value) {
    bytes.putShort(at, (short) value);
    return this;
  }

  Forged putByte(int at, int value) {
    bytes.put(at, (byte) value);
    return this;
  }

  RecordBatch sealed() {
    return RecordBatch.seal(bytes);
  }
}
