package io.tukki.persistence.replication.replica;

/**
 * One batch in its place. Two entries with the same epoch and base offset are the same entry, since
 * one leader wrote both.
 *
 * @param ordinal how many batches the log had with this one, deleted ones included
 * @param crc the batch's own checksum; the driver verifies it before it hands an entry in
 */
public record Entry(
    int epoch, long baseOffset, long lastOffset, long ordinal, int crc, Payload payload) {

  /** The offset behind this entry. */
  public long endOffset() {
    return lastOffset + 1;
  }
}
