package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Names the time between two starts of the machine. What a process wrote lies in the page cache
 * until the machine goes down, so that a log which is opened under the boot it was written under
 * has lost nothing, synced or not, however its process ended.
 */
public record BootId(UUID value) {

  private static final Path LINUX_BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** Empty where the system does not tell; then every restart counts as one of the machine. */
  public static Optional<BootId> ofThisMachine() {
    try {
      return Optional.of(new BootId(UUID.fromString(Files.readString(LINUX_BOOT_ID).strip())));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static final UUID UNKNOWN = new UUID(0, 0);

  /** Sixteen bytes for a file. */
  static ByteBuffer encode(Optional<BootId> bootId) {
    UUID uuid = bootId.map(BootId::value).orElse(UNKNOWN);
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .flip();
  }

  static Optional<BootId> decode(ByteBuffer source) {
    UUID uuid = new UUID(source.getLong(), source.getLong());
    return uuid.equals(UNKNOWN) ? Optional.empty() : Optional.of(new BootId(uuid));
  }
}
