package io.tukki.persistence.log;

import java.util.Optional;

/**
 * What a node decides for all of its logs.
 *
 * @param bootId of the machine now; empty trusts nothing that was not synced
 * @param checkpointBytes after about this many appended bytes a log notes how far it is whole,
 *     which bounds what is scanned after a crash
 * @param openSegments bounds descriptors and index memory; one for all logs of a node
 * @param quarantineBytes how much of what is cut from a damaged log is kept aside, for each log
 */
public record LogOptions(
    Optional<BootId> bootId,
    long checkpointBytes,
    OpenSegments openSegments,
    long quarantineBytes) {

  /** At a few GB/s of CRC, reading this much again takes some tens of milliseconds. */
  public static final long DEFAULT_CHECKPOINT_BYTES = 64L << 20;

  public static final long DEFAULT_QUARANTINE_BYTES = 256L << 20;

  public LogOptions(Optional<BootId> bootId, long checkpointBytes, OpenSegments openSegments) {
    this(bootId, checkpointBytes, openSegments, DEFAULT_QUARANTINE_BYTES);
  }

  public LogOptions withQuarantineBytes(long bytes) {
    return new LogOptions(bootId, checkpointBytes, openSegments, bytes);
  }

  public static LogOptions defaults() {
    return new LogOptions(
        BootId.ofThisMachine(), DEFAULT_CHECKPOINT_BYTES, OpenSegments.withDefaults());
  }
}
