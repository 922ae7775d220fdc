package io.tukki.core.result;

/** Carries a refusal through an API whose failures are exceptions (streams, futures). */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    // No stack trace: a refusal is an answer, not a fault, and may be given very often.
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
