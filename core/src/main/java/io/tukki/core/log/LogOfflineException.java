package io.tukki.core.log;

/** The log cannot be used: it is damaged, or its device failed. The message says what and where. */
public final class LogOfflineException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LogOfflineException(String message) {
    super(message);
  }

  public LogOfflineException(String message, Throwable cause) {
    super(message, cause);
  }
}
