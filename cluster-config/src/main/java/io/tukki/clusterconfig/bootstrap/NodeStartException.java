package io.tukki.clusterconfig.bootstrap;

/** A node cannot start. The message says in a line what is in the way; nothing is left running. */
public final class NodeStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NodeStartException(String message) {
    super(message);
  }

  public NodeStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
