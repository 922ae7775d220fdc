package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Remembers across restarts of the process that a directory's device failed. What was not synced by
 * then may be in the page cache and not on the device, of every log: whatever is trusted because
 * the machine has not been started anew is not trusted after this. So the time behind a failure has
 * a name of its own, as if the machine had been.
 *
 * <p>The mark need not be durable: it matters as long as that cache does.
 */
public final class DeviceMark {

  static final String FILE = "device-failed";

  private static final String BOOT_ID = "boot";
  private static final String AFTER = "after";

  private final Storage storage;
  private final Path directory;
  private final Optional<BootId> bootId;

  public DeviceMark(Storage storage, Path directory, Optional<BootId> bootId) {
    this.storage = storage;
    this.directory = directory;
    this.bootId = bootId;
  }

  /** Names the time since the machine was started, or, later, since the device failed. */
  public UUID trustedTime() throws IOException {
    // A machine that does not tell its boots apart may have been started anew each time.
    UUID boot = bootId.map(BootId::value).orElseGet(UUID::randomUUID);
    Optional<Map<String, String>> mark = read();
    return mark.isPresent() && boot.toString().equals(mark.get().get(BOOT_ID))
        ? Optional.ofNullable(mark.get().get(AFTER)).map(UUID::fromString).orElse(boot)
        : boot;
  }

  /**
   * The device has failed. Where not even this can be written, there is nothing that could tell the
   * next process.
   */
  public void set() throws IOException {
    if (bootId.isPresent()) {
      Map<String, String> values =
          Map.of(BOOT_ID, bootId.get().value().toString(), AFTER, UUID.randomUUID().toString());
      SmallFile.replaceForThisBoot(
          storage, directory, FILE, ByteBuffer.wrap(CheckedText.write(values)));
    }
  }

  private Optional<Map<String, String>> read() throws IOException {
    try {
      return CheckedText.read(SmallFile.read(storage, directory.resolve(FILE)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
