package io.tukki.persistence.log;

/** A data directory that cannot be used. The message is for the person who started the node. */
public final class DataDirectoryException extends Exception {

  private static final long serialVersionUID = 1L;

  public DataDirectoryException(String message) {
    super(message);
  }

  public DataDirectoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
