package io.tukki.persistence.transport;

/** One dialled connection, as its {@link Link} hears of it. Called on the connection's thread. */
interface Conversation {

  void welcomed();

  /** Asked now and then; the connection is closed where not. */
  boolean isWanted();

  /** Called once, whatever happens. */
  void ended(Throwable cause);
}
