package io.tukki.persistence.transport;

/** The other side is there and does not want this one. */
final class HandshakeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  HandshakeException(Handshake.Verdict verdict) {
    super(
        switch (verdict) {
          case WELCOME -> "it was welcomed"; // never thrown
          case WRONG_VERSION -> "it speaks another version than " + Handshake.VERSION;
          case WRONG_CLUSTER -> "it belongs to another cluster";
          case WRONG_RECEIVER -> "it is another node, or the node over another data directory";
        });
  }
}
