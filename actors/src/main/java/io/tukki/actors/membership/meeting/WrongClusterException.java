package io.tukki.actors.membership.meeting;

/** Whom this node was told to look for belongs to another cluster. The message is for people. */
public final class WrongClusterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WrongClusterException(String message) {
    super(message);
  }
}
