package io.tukki.persistence.log;

import java.io.IOException;

/**
 * The device has no room left. What was refused changed nothing; reads and deletes go on, and the
 * same write may succeed once there is room again.
 */
public final class StorageFullException extends IOException {

  private static final long serialVersionUID = 1L;

  public StorageFullException(String message) {
    super(message);
  }

  public StorageFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
